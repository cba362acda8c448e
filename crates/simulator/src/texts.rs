//! Arrow columns built without a `String` a row.

use std::sync::Arc;

use arrow::{
    array::{ArrayRef, DictionaryArray, StringArray},
    buffer::{Buffer, NullBuffer, OffsetBuffer, ScalarBuffer},
    datatypes::Int32Type,
    error::ArrowError,
};

/// A column of texts in one buffer.
#[derive(Debug)]
pub(crate) struct Texts {
    bytes: Vec<u8>,
    ends: Vec<i32>,
    valid: Vec<bool>,
}

impl Texts {
    pub(crate) fn with_capacity(rows: usize, bytes: usize) -> Self {
        let mut ends = Vec::with_capacity(rows + 1);
        ends.push(0);
        Self { bytes: Vec::with_capacity(rows * bytes), ends, valid: Vec::with_capacity(rows) }
    }

    /// Adds a letter, then numbers of fixed width, each after the text that precedes it.
    #[inline]
    pub(crate) fn push(&mut self, parts: &[(&[u8], u64, usize)]) {
        for (before, number, width) in parts {
            self.bytes.extend_from_slice(before);
            let from = self.bytes.len();
            self.bytes.resize(from + width, b'0');
            let mut left = *number;
            for digit in self.bytes[from..].iter_mut().rev() {
                *digit = b'0' + (left % 10) as u8;
                left /= 10;
            }
        }
        self.ends.push(self.bytes.len() as i32);
        self.valid.push(true);
    }

    pub(crate) fn push_null(&mut self) {
        self.ends.push(self.bytes.len() as i32);
        self.valid.push(false);
    }

    pub(crate) fn finish(self) -> Result<ArrayRef, ArrowError> {
        let offsets = OffsetBuffer::new(ScalarBuffer::from(self.ends));
        let array = StringArray::try_new(offsets, Buffer::from_vec(self.bytes), nulls(self.valid))?;
        Ok(Arc::new(array))
    }
}

/// The absence of values, or `None` if all are there.
pub(crate) fn nulls(valid: Vec<bool>) -> Option<NullBuffer> {
    let nulls = NullBuffer::from(valid);
    (nulls.null_count() > 0).then_some(nulls)
}

/// A column of words: keys into a list. A key below 0 is null.
pub(crate) fn words<T: AsRef<str>>(
    keys: Vec<i32>,
    list: impl IntoIterator<Item = T>,
) -> Result<ArrayRef, ArrowError> {
    let values: ArrayRef = Arc::new(StringArray::from_iter_values(list));
    let valid: Vec<bool> = keys.iter().map(|it| *it >= 0).collect();
    let keys: Vec<i32> = keys.into_iter().map(|it| it.max(0)).collect();
    let keys = arrow::array::PrimitiveArray::<Int32Type>::try_new(ScalarBuffer::from(keys), nulls(valid))?;
    Ok(Arc::new(DictionaryArray::try_new(keys, values)?))
}
