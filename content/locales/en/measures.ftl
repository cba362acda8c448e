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
log-unreadable = The contact log could not be read. Check its address, then try again.
