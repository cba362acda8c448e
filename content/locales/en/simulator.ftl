simulator-out-of-range = The setting “{ $what }” is { $given }; it must lie between { $low } and { $high }.
simulator-content = The file { $file } that comes with the product cannot be read at line { $line }. Mend that line or take the original file again.
simulator-unknown-format = The name { $path } does not say in which format to write. End it with .parquet or .csv.
simulator-same-file = { $path } is named for two results. Give each its own file: nothing was written.
simulator-write = The file { $path } could not be written: { $reason }. Check the folder, the rights and the free space.
simulator-rows = The simulated rows could not be put together: this is a fault of the product. Report it with the seed and the number of contacts.
simulator-parquet = The Parquet file could not be written: { $reason }. Check the free space, then try again.
