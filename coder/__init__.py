"""The application without a screen: rules, storage, use cases, jobs and the command line."""

__version__ = "0.1.0"
