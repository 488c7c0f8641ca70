"""Use cases: each call checks the right, applies the rule, writes and audits in one transaction."""
