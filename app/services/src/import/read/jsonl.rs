//! A record to a line: each line is read, judged and forgotten by itself, so the file may be of any size.

use std::io::{BufRead, Read};

use super::{Row, Unreadable, fields, unread};

/// The most bytes of a line.
const MOST_BYTES: u64 = 1_000_000;

/// The rows of a file.
pub(crate) struct Lines<R> {
    input: R,
    line: u64,
    buffer: Vec<u8>,
    ended: bool,
}

impl<R: BufRead> Lines<R> {
    /// Before the first line.
    pub(crate) const fn new(input: R) -> Self {
        Self { input, line: 0, buffer: Vec::new(), ended: false }
    }

    /// The next line in the buffer, without its end; nothing after the last.
    fn read(&mut self) -> std::io::Result<Option<Result<&str, Unreadable>>> {
        self.buffer.clear();
        self.line += 1;
        let read = self.input.by_ref().take(MOST_BYTES + 1).read_until(b'\n', &mut self.buffer)?;
        if read == 0 {
            return Ok(None);
        }
        if self.buffer.last() == Some(&b'\n') {
            self.buffer.pop();
        } else if u64::try_from(read).unwrap_or(u64::MAX) > MOST_BYTES {
            self.input.skip_until(b'\n')?;
            return Ok(Some(Err(Unreadable::LongLine { most: MOST_BYTES })));
        }
        let mut bytes = self.buffer.as_slice();
        if self.line == 1 {
            bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
        }
        Ok(Some(std::str::from_utf8(bytes).map(str::trim).map_err(|_| Unreadable::Letters)))
    }
}

impl<R: BufRead> Iterator for Lines<R> {
    type Item = Row;

    fn next(&mut self) -> Option<Row> {
        while !self.ended {
            let record = match self.read() {
                Ok(None) => break,
                Ok(Some(Ok(""))) => continue,
                Ok(Some(Ok(text))) => fields::json(text),
                Ok(Some(Err(why))) => Err(why),
                Err(cause) => {
                    self.ended = true;
                    Err(unread(&cause))
                }
            };
            return Some(Row { line: Some(self.line), record });
        }
        self.ended = true;
        None
    }
}
