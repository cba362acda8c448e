# Territories
territory-mainland = Mainland France, but Alsace and Moselle
territory-alsace-moselle = Alsace and Moselle
territory-guadeloupe = Guadeloupe
territory-martinique = Martinique
territory-guyane = French Guiana
territory-reunion = Réunion
territory-mayotte = Mayotte
territory-saint-pierre-et-miquelon = Saint Pierre and Miquelon
territory-saint-barthelemy = Saint Barthélemy
territory-saint-martin = Saint Martin
territory-wallis-et-futuna = Wallis and Futuna
territory-polynesie-francaise = French Polynesia
territory-nouvelle-caledonie = New Caledonia

# Public holidays
holiday-new-year = New Year’s Day
holiday-arrival-of-the-gospel = Arrival of the Gospel
holiday-good-friday = Good Friday
holiday-easter-monday = Easter Monday
holiday-abolition = Abolition of slavery
holiday-saint-peter-chanel = Saint Peter Chanel’s Day
holiday-labour-day = Labour Day
holiday-victory = Victory Day (1945)
holiday-ascension = Ascension
holiday-whit-monday = Whit Monday
holiday-autonomy = Autonomy Day
holiday-national-day = National Day
holiday-territory-day = Territory Day
holiday-assumption = Assumption
holiday-citizenship = Citizenship Day
holiday-all-saints = All Saints’ Day
holiday-armistice = Armistice Day (1918)
holiday-matarii = Matari’i i ni’a
holiday-christmas = Christmas Day
holiday-saint-stephen = Saint Stephen’s Day

# Whose turn
party-administration = The administration’s turn
party-usager = The user’s turn
party-other-body = Another body’s turn

# Hours that cannot be
opening-not-a-range = “{ $given }” is not a range of hours. Write for example 8:30-12:00, 13:30-17:00; nothing at all for a closed day.
opening-not-a-time = “{ $given }” is not a time of day. Write it like 8:30, from 0:00 to 24:00.
opening-ends-before-start = “{ $given }” ends before it begins. Swap the two times; a range over midnight is written on two days.
opening-overlap = “{ $first }” and “{ $second }” overlap. Join them into one range, or move them apart.
opening-too-many-ranges = More than { $most } ranges in a day. Join those that follow each other.
opening-too-many-exceptions = More than { $most } days of exception. Remove those that are past, or change the hours of the week.

# Attestation of acceptance
attestation-not-acceptance = In this procedure silence does not mean acceptance: there is nothing to attest. Answer the request.
attestation-not-complete = The request is not complete, or not yet with the competent body: the delay has not begun. Ask for what is missing, or pass it on.
attestation-not-yet = The request is not accepted yet: it will be at the end of { $day }, if nothing is decided before. Wait for the next day to attest it.

# Acknowledgement
acknowledgement-incomplete = { $n ->
    [one] This acknowledgement cannot be sent: it lacks { $n } mention that the law requires
   *[other] This acknowledgement cannot be sent: it lacks { $n } mentions that the law requires
 }. Complete it, then send it.
gap-received = the date of receipt
gap-service-name = the name of the service in charge
gap-postal-address = the service’s postal address
gap-any-address = the service’s postal or electronic address
gap-phone = the service’s telephone number
gap-document-list = the list of what is missing
gap-document-limit = the time limit for sending what is missing
gap-implied-date = the date on which silence will be a decision
gap-appeal-ways = the ways of appeal
gap-appeal-time-limits = the time limits of appeal
mention-received = We received your request on { $day }.
mention-service = Service in charge of your file: { $name }.
mention-postal-address = Postal address: { $value }
mention-electronic-address = Electronic address: { $value }
mention-phone = Telephone: { $value }
mention-missing = Your file lacks what follows. Send it by { $day } at the latest.
mention-missing-document = – { $document }
mention-accepted = If we have not answered by { $day } and your file is complete, your request will be accepted.
mention-accepted-months = { $n ->
    [one] If we do not answer in the month after the competent service receives your complete file
   *[other] If we do not answer in the { $n } months after the competent service receives your complete file
 }, your request will be accepted.
mention-accepted-days = { $n ->
    [one] If we do not answer on the day after the competent service receives your complete file
   *[other] If we do not answer in the { $n } days after the competent service receives your complete file
 }, your request will be accepted.
mention-attestation = You may then ask us for an attestation of that acceptance (article L232-3 of the code of relations between the public and the administration).
mention-refused = If we have not answered by { $day }, your request will be refused.
mention-suspended = This date allows for the time that you have to send what is missing; if you send it sooner, it comes forward by as much.
mention-appeal-ways = You may then contest the refusal: { $value }
mention-appeal-time-limits = Time limits for contesting it: { $value }

# Exceptions
exceptions-not-a-day = Line { $line }: “{ $given }” is not a day. Write it like 24/12/2026.
exceptions-ends-before-start = Line { $line }: the last day comes before the first. Swap them.
exceptions-no-hours = Line { $line }: the hours are missing. Write for instance 9:00-12:00, or closed.
exceptions-twice = Line { $line }: { $day } is already above. Keep one line for each day.
