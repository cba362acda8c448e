# What a person may tell of their situation
feature-no-internet = I have no internet, or do not use it
feature-writing-is-hard = Reading or writing is hard for me
feature-telephone-is-hard = The telephone is hard or impossible for me (I hear badly, or speaking is hard)
feature-french-is-hard = French is hard for me
feature-travel-is-hard = Getting about is hard for me
feature-has-helper = Somebody helps me: a relative, an association, a France services desk
feature-documents-missing = I do not have my documents with me

# Limits that clash
limit-out-of-range = The limit “{ $limit }” is { $value }; it must be between { $low } and { $high }.
limit-clash = “A chance of success of at least { $chance }%” and “at most { $minutes } minutes” cannot hold together: within { $minutes } minutes the best way settles { $best } in 100; for { $chance }% it takes at least { $fewest } minutes. Change one of the two.
# The table of default values and situations
prior-unreadable = The table of situations cannot be read: { $why }. Correct that passage.
prior-no-channel = The table of situations says nothing of the channel “{ $channel }”. Add its values.
prior-out-of-range = In the table of situations, the value { $what } is out of its range. Correct it.

# Lines: what is missing to compute
line-hours-unknown = The hours of this way are not known: { $channel ->
    [phone] telephone
    [counter] counter
    [video] video call
    [chat] chat
   *[other] { $channel }
 }. Set them under “Ways”, then come back.
line-agents-unknown = The number of agents of this way is not known: { $channel ->
    [phone] telephone
    [counter] counter
    [video] video call
    [chat] chat
   *[other] { $channel }
 }. Set it under “Ways”, then come back.
line-handling-unknown = No contact of the log says how long an agent needs, for this way: { $channel ->
    [phone] telephone
    [counter] counter
    [video] video call
    [chat] chat
   *[other] { $channel }
 }. Import contacts with their duration.
line-no-contacts = The log has no contact of this way during its opening hours: { $channel ->
    [phone] telephone
    [counter] counter
    [video] video call
    [chat] chat
   *[other] { $channel }
 }. Check its hours, or import contacts.
line-never-open = With these hours, this way would never be open: { $channel ->
    [phone] telephone
    [counter] counter
    [video] video call
    [chat] chat
   *[other] { $channel }
 }. Leave an hour at least.
line-out-of-range = This value must be between { $low } and { $high }.
line-no-figures = These values give no line that can be computed. Check the number of contacts, of agents, and the duration.
