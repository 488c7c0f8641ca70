"""The Code page: hear a recording, code it, rate the seven principles, lock, listen a second time."""
