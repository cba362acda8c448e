store-failed = The register did not answer. Try again in a moment; if this lasts, tell the administrator of the instance.
store-migrate = The database could not be brought up to date. Keep the previous version running and read the log.
store-stopping = The server is closing. Try again in a minute.

role-usager = Usager
role-agent = Agent
role-manager = Manager
role-analyst = Analyst
role-programme = Programme team
role-administrator = Administrator

account-bad-email = This e-mail address is not valid. Write it like name@example.org.
account-email-taken = An account already has this e-mail address. Choose another.
account-bad-password = A password has 12 to 200 characters. A sentence does very well.
account-bad-name = Write a name of 1 to 120 characters.
account-unknown-role = “{ $role }” is not a role. Choose usager, agent, manager, analyst, programme or administrator.
account-partner-missing = An agent, a manager or an analyst works for a partner. Say which.
account-partner-not-theirs = A usager, the programme team and an administrator work for no partner. Name none.
account-unknown-partner = No partner has the code “{ $partner }”. Check the code, or create the partner first.
account-wrong-credentials = The e-mail address or the password is wrong. Check both and try again.

job-stuck = This work stopped several times before its end. Start it again; if it fails once more, check the file it began with.
