nav-requests = Requests
way-email = E-mail address
way-phone = Telephone
way-post = Postal address
request-state-open = Open
request-state-closed = Closed
handling-stale = Somebody else changed this request while you were reading it. Read it again, then start over: your text is kept as a draft.
