"""The Settings page: look, keys, sound, speech, the service's rules, people, storage, demo data, about."""
