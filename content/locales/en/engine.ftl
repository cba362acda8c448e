column-unknown = The column “{ $column }” of the contact log does not have the expected form. Run “efficaces check” to check the log.
word-unknown = The word “{ $word }” of the column “{ $column }” is in none of our lists: this log probably comes from a later version. Update the program.
bucket-too-large = One part of the contact log has { $rows } rows, more than the computation accepts. Compact the log, then try again.
