# Messages set apart
quarantine-empty = This message is empty. There is nothing to do, unless its author says they wrote: ask them to send it again.
quarantine-too-large = This message is larger than allowed and was not read. Download it to see it, or ask its author to send the attachments in several messages.
quarantine-header-too-long = The header of this message is enormous, as no ordinary program writes it. Look at its raw text; if a person wrote it, ask them to send it again.
quarantine-too-many-fields = The header of this message has too many lines, as no ordinary program writes it. Look at its raw text; if a person wrote it, ask them to send it again.
quarantine-too-nested = This message holds others, nested too deep to be read safely. Look at its raw text; if a person wrote it, ask them to write a new message.
quarantine-too-many-parts = This message has too many parts to be read. Look at its raw text; if a person wrote it, ask them to send fewer attachments at once.
quarantine-too-costly = Reading this message would take the machine too long. Look at its raw text; if a person wrote it, ask them to send it again in a simpler form.
quarantine-not-a-message = These data are not a message: no author, no recipient, no date, no subject. Look at them; they probably come from an import or from a server with wrong settings.
quarantine-parser-failed = This message is damaged and could not be read. Look at its raw text, and answer its author if you find their address there.
quarantine-worker-ended = Reading this message was stopped: it took too much memory or time. Look at its raw text, and answer its author if you find their address there.
# Loops and robots
loop-hops = This message went through more than fifty servers: it goes round in circles. It is not answered; ask the administrator to look for two mailboxes that forward to each other.
loop-answers = This thread already had more than five automatic answers today: two robots probably answer each other. It is no longer answered automatically; read it and answer yourself if a person is waiting.
automatic-declared = A robot wrote this message, and says so. It is not answered automatically.
automatic-answering = An answering machine wrote this message. It is not answered automatically.
automatic-null-return-path = A server wrote this message and wants no answer. It is not answered automatically.
automatic-receipt = This is a delivery or read receipt. There is nothing to do.
# Proposed links
propose-token-of-stranger = This message answers by the address of this request, but its author is not known there. Check who they are before adding it to the request.
propose-answer-of-stranger = This message answers a message of this request, but its author is not known there. Check who they are before adding it to the request.
propose-reference-only = This message quotes the reference of this request, which anyone can do. Check that it is about the request before adding it.
propose-too-old = This message answers an old message, perhaps about something else. Check that it is about this request before adding it.
propose-too-many = This request has too many messages for an answer to be added unseen. Check that it is about the request before adding it.
propose-several = This message leads to several requests. Choose the one that it is about.
propose-no-sender = This message does not say clearly who it is from. Check before adding it to the request.
propose-unproved = This message says that it is from a person of the request, but the server could not prove it: somebody may be posing as them. Check by other means before adding it to the request.
# Messages not delivered
undelivered-no-address = This address does not exist.
undelivered-no-domain = What follows “@” in this address does not exist, or takes no mail.
undelivered-closed = This mailbox is closed.
undelivered-full = This mailbox is full.
undelivered-too-big = The message is too big for this mailbox.
undelivered-refused = The recipient’s server refused the message: it took it for junk, or its rules forbid it.
undelivered-unproved = The recipient’s server could not check that the message comes from us.
undelivered-silent = The recipient’s server did not answer for several days.
undelivered-waiting = The message is not delivered yet; the servers still try.
undelivered-loop = The message went round in circles between servers.
undelivered-unknown = The message was not delivered, and the server does not clearly say why.
next-check-address = Look for a typing error in the address, correct it and send the message again; otherwise, call the person or write by post.
next-other-way = Reach the person by other means, and ask for another address.
next-later-or-other-way = Send the message again tomorrow; if it comes back again, reach the person by other means.
next-smaller = Send the message again with fewer attachments, or give a link to download them.
next-reword-or-other-way = Send the message again with fewer links and without attachments; if it comes back again, reach the person by other means.
next-administrator = Tell the administrator of the platform: this is a setting. Meanwhile, reach the person by other means.
next-later-or-check-address = Check what follows “@” in the address, then send the message again; if it comes back again, reach the person by other means.
next-nothing = There is nothing to do: another message will tell if it is not delivered in the end.
next-read-or-other-way = Read the server’s answer below; when in doubt, reach the person by other means.
# Files of messages
unsplit-no-from-line = There are data before the first message, without the “From” line that should announce it. If the file holds only one message, import it as an “.eml” file.
unsplit-too-long = A message is larger than allowed and was not imported. Open it with a mail program if you need it.
unsplit-empty = There is nothing between two “From” lines: no message was found there.
# Messages to write
build-control = { $field ->
    [from] The name or address of the sender
    [to] The name or address of the recipient
    [reply-to] The address for answers
    [return-path] The return address
    [subject] The subject
    [message-id] The identifier of the message
    [mark] The mark of the message
    [unsubscribe] The unsubscribe link
   *[file] The name of an attachment
 } holds a line end or an invisible sign. Remove it, then try again.
build-too-long = { $field ->
    [from] The name or address of the sender
    [to] The name or address of the recipient
    [reply-to] The address for answers
    [return-path] The return address
    [subject] The subject
    [message-id] The identifier of the message
    [mark] The mark of the message
    [unsubscribe] The unsubscribe link
   *[file] The name of an attachment
 } is too long. Shorten it, then try again.
build-invalid = { $field ->
    [from] The address of the sender is none
    [to] The address of the recipient is none
    [reply-to] The address for answers is none
    [return-path] The return address is none
    [subject] The subject cannot be written
    [message-id] The identifier of the message is none
    [mark] The mark of the message is none
    [unsubscribe] The unsubscribe link is none
   *[file] An attachment has no name, or a type that is not allowed
 }. Correct it, then try again.
build-recipients = A message has between one and ten recipients. Correct their list, then try again.
build-unwritten = This message cannot be written. Check the sender and the recipients, then try again.
dkim-key = The key that signs messages (DKIM) cannot be read. Give an RSA key in PKCS#1 form (“openssl genrsa -traditional 2048”), or an Ed25519 key of 32 bytes in base64.
dkim-name = The domain or the selector of the messages’ signature (DKIM) is not a name. Correct the setting.
