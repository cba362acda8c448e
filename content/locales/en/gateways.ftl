# The press
press-missing = The press is not installed on this server. Ask the administrator to put “efficaces-press” beside efficaces.
press-busy = Many documents wait to be printed. Try again in a minute.
press-too-slow = The document could not be printed within a minute. Try again a little later.
press-failed = The document could not be printed. The cause is in the server’s log.

# Mailboxes
imap-unknown-host = No server is called “{ $host }”. Check the name of the mail server in the settings.
imap-unreachable = The server “{ $host }” does not answer on port { $port }. Check the port (993 with TLS, 143 with STARTTLS) and the firewall.
imap-plain = “{ $host }” is another machine, and the line would not be encrypted. Choose TLS or STARTTLS in the settings.
imap-no-starttls = “{ $host }” does not offer STARTTLS. Choose TLS (port 993) in the settings.
imap-certificate = The certificate of “{ $host }” is not trusted. Check the name of the server and the date of the certificate, or add your administration’s authority to those of this machine.
imap-tls = No encrypted line with “{ $host }” could be made. Check that this port expects TLS, or choose STARTTLS.
imap-bad-root = The certificate of the authority given in the settings cannot be read. Give a PEM file that begins with “-----BEGIN CERTIFICATE-----”.
imap-wrong-login = The mail server refuses the name or the password of the mailbox. Type them again in the settings, or renew the authorisation.
imap-no-login = The mail server does not take this way of logging in. Ask its administrator whether it expects a password or an OAuth 2 authorisation.
imap-folder-missing = The mailbox has no folder “{ $folder }”. Correct the name of the folder in the settings, or create it.
imap-timed-out = The mail server takes too long to answer. It is tried again by itself. If this goes on, tell its administrator.
imap-cut = The line to the mail server was cut. It is taken up again by itself, and no message is lost.
imap-nonsense = What answers at this address is not an IMAP mail server. Check the name and the port in the settings.
imap-refused = The mail server refuses the request and answers “{ $said }”. It is tried again by itself. If this goes on, tell its administrator.
imap-not-kept = A message could not be stored on this server. Check that there is room on its disk. The message is still in the mailbox.

# The OAuth 2 authorisation of a mailbox
oauth2-endpoint = The address at which the authorisation is renewed must begin with https://. Correct it in the settings of the mailbox.
oauth2-not-reached = The service that renews the authorisation of the mailbox does not answer. It is tried again by itself. If this lasts, check its address in the settings.
oauth2-consent = The authorisation of the mailbox is no longer valid: it ended or was withdrawn. Give consent again at the provider, then paste the new refresh token into the settings.
oauth2-client = The provider does not know this application. Check its identifier and its secret in the settings: a secret may have expired.
oauth2-refused = The provider refuses to renew the authorisation of the mailbox ({ $code }). Check what is asked for in the settings, or give consent again.
oauth2-nonsense = What answers at the address of renewal is not an OAuth 2 service. Check this address in the settings.
hook-bad-address = This is not an address that can be written to. Give a whole address, without name or password, such as https://software.example.org/contacts.
hook-not-secure = The address must begin with https://, so that nobody reads or changes what is sent.
hook-private = This address leads into this server’s own network. Give a public address, or ask the administrator of the instance to allow that network.
hook-too-slow = The program that receives took more than ten seconds to answer. It is tried again by itself.
hook-unreachable = The program that receives does not answer, or breaks off. It is tried again by itself.

# Text-message providers
carrier-address = Provider number { $at } of text messages has no usable address. Write smpp://user:password@server:2775#name, or the same with smpps://, http:// or https://.
carrier-name = A text-message provider cannot be called “{ $name }”. Use small letters, digits and hyphens, 40 at most.
carrier-twice = Two text-message providers are called “{ $name }”. Give each a name of its own after the # sign.
carrier-weight = The share of the text-message provider “{ $name }” must be a whole number from 0 to 1000, such as #{ $name }=3.
carrier-option = The text-message provider “{ $name }” has an option “{ $option }” that is unknown or has an impossible value. The options are in docs/text-messages.md.
carrier-login = The text-message provider “{ $name }” needs a user name of at most 15 signs and a password of at most 8, without accents: SMPP has no room for more.
carrier-problem-authority = The certificate of { $host } comes from an authority that this server does not know. Give that authority’s certificate (a PEM file) in the setting notices.authority.
carrier-problem-other-name = The certificate that was shown is not that of { $host }. Write the name that stands in the certificate in the setting notices.sms, or ask the operator.
carrier-problem-date = The certificate of { $host } is not valid today: it has expired, or the clock of this server is wrong. Tell the operator, or set the clock.
carrier-problem-certificate = The certificate of { $host } cannot be used. Ask the operator for another one.
carrier-problem-no-tls = { $host } does not speak TLS on this port. Check the port in the setting notices.sms, or write smpp:// if the line goes through a private network.
carrier-problem-bad-root = The file of the setting notices.authority is not a PEM certificate. One begins with “-----BEGIN CERTIFICATE-----”.
carrier-problem-login = The operator { $host } refuses the user or the password. Check them in the setting notices.sms.
