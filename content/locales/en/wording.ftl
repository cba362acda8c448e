# Templates
template-not-closed = Line { $line }, column { $column }: two braces open and do not close. Add two closing braces on the same line.
template-unknown = Line { $line }, column { $column }: “{ $name }” is not a variable. Choose one from the list.
template-not-a-name = Line { $line }, column { $column }: “{ $name }” cannot be a name. A name has 1 to { $most } characters: small letters without accents, digits and _.
template-no-name = Line { $line }, column { $column }: there is nothing between the braces. Write the name of what will be filled in, for example {"{{"}date{"}}"}.
template-unknown-mark = Line { $line }, column { $column }: “{ $name }” is not understood. Only #if and /if are.
template-end-alone = Line { $line }, column { $column }: this /if ends nothing. Delete it, or add the missing #if before it.
template-not-ended = Line { $line }, column { $column }: the part that depends on “{ $name }” does not end. Add /if at its end.
template-too-deep = Line { $line }, column { $column }: more than { $most } conditions stand within each other. Simplify the text.
template-too-long = Line { $line }, column { $column }: the template is longer than { $most } kB. Shorten it.
template-filled-too-long = Line { $line }, column { $column }: the filled text is too long. Shorten what is placed in it.
template-missing = Line { $line }, column { $column }: “{ $name }” has no value here. Give it one, or make this part optional with #if.

# Ease of reading
level-very-easy = very easy
level-easy = easy
level-medium = medium
level-hard = hard
level-very-hard = very hard
level-very-easy-advice = This text reads without effort.
level-easy-advice = This text reads easily.
level-medium-advice = This text asks for attention, as a newspaper article does. Shorter sentences and words would help.
level-hard-advice = This text is hard, as official texts are. Cut the long sentences and replace the long words.
level-very-hard-advice = This text is very hard. Write it again: one idea a sentence, everyday words.

# What a message must say
element-about = what it is about
element-to-do = what to do
element-by-when = by when
element-who-to-ask = who to ask
element-nothing-to-do = that there is nothing to do
element-missing-about = The message does not seem to say what it is about. Name the request, the file or the appointment.
element-missing-to-do = The message does not seem to say what to do. Say it, or say that there is nothing to do.
element-missing-by-when = The message does not seem to say by when it must be done. Give a day.
element-missing-who-to-ask = The message does not seem to say who to ask. Give an address, a link or a number.

# Previews
sample-long = the longest values
sample-short = the shortest values
sample-accents = accents, apostrophes and hyphens
sample-right-to-left = writing from right to left
sample-signs = signs that programs read
sample-without-optional = without what is optional
