"""The scripts that bring a database from one schema to the next. Data of the package, run by coder.store.migrate."""
