unknown-measure = “{ $name }” is not a measure. Choose among: { $known }.
unknown-dimension = “{ $name }” is not a dimension. Choose among: { $known }.
unknown-step = “{ $name }” is not a kind of step. Choose channel, reason or channel:reason.
not-a-filter = “{ $text }” is not a filter. Write DIMENSION=VALUE, for example channel=phone.
unknown-value = “{ $value }” is not a value of { $dimension }. { $known ->
    [none] Check its spelling.
   *[other] Choose among: { $known }.
 }
twice-the-same = The dimension { $dimension } is named twice. Remove one of them.
not-by-this = The measure { $measure } cannot be broken down by { $dimension }. Remove this dimension.
not-filtered-by-this = The measure { $measure } cannot be filtered by { $dimension }: a change of status does not carry it. Remove this filter.
fixed-window = The window of the measure { $measure } is part of its definition. Remove the window asked for.
empty-period = The period is empty: its end is not after its beginning. Swap the two dates.
top-out-of-range = { $top } journeys cannot be listed. Ask for between 1 and { $max }.
not-by-unit = The measure { $measure } has no figure for a single unit. Choose volume, requests, needs, recontact, fcr, avoidable, cost, phone or satisfaction.
no-period = No period is named. Give at least one beginning and one end.
not-a-segment = { $dimension } is not a property of units. Choose another dimension, for example channel.
too-many-figures = That would make { $figures } figures by unit, more than memory holds. Ask for fewer periods or measures: at most { $max } figures.
log-unreadable = The contact log could not be read. Check its address, then try again.
