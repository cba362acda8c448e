# The press
press-missing = The press is not installed on this server. Ask the administrator to put “efficaces-press” beside efficaces.
press-busy = Many documents wait to be printed. Try again in a minute.
press-too-slow = The document could not be printed within a minute. Try again a little later.
press-failed = The document could not be printed. The cause is in the server’s log.
