# Numbers
number-empty = There is no number. Write it, for example 06 12 34 56 78.
number-letters = This number holds something else than digits. Write one number only, without words or letters.
number-too-short = This number is too short: { $digits ->
    [one] { $digits } digit
   *[other] { $digits } digits
 }. A French number has 10.
number-too-long = This number is too long: { $digits ->
    [one] { $digits } digit
   *[other] { $digits } digits
 }. A French number has 10.
number-no-zero = This number begins neither with 0 nor with a country code. Add the 0, or + and the country code.
number-special = This is a special number (08), which nobody has at home. Give a mobile number.
number-short = This is a short number, which nobody has at home. Give a mobile number, with 10 digits.
number-unknown-country = No country has this code. Check the digits after the + or the 00.
number-unassigned = No number begins like this: there is one 0 too many after the country code. Remove it.
number-landline = This is a fixed line, which receives no text messages. Give a mobile number, or choose a call or a letter.

# Senders
sender-empty = There is no sender. Write the name that people will see, for example that of your organisation.
sender-too-short = This name is too short: it needs at least { $fewest } characters.
sender-too-long = This name is too long: { $signs } characters. Telephones show { $most } at most; shorten it.
sender-sign = The character “{ $sign }” cannot stand in a sender’s name. Keep letters without accents, digits, the space, the full stop, the hyphen and &.
sender-first-sign = A sender’s name begins with a letter.
sender-generic = “{ $name }” does not say who writes: carriers refuse it, and swindlers use it. Write the name of your organisation.
sender-number = These digits are neither a short code of { $digits } digits nor a telephone number.

# Texts
text-too-long = This text is too long: it would make { $segments } text messages, and one message has { $most } at most. Shorten it.
text-not-read = This message is not a text (coding { $coding }): it cannot be read.
