//! The little linear algebra that learning needs: tall matrices of few columns, and symmetric ones of as many.

/// A tall matrix, row by row.
#[derive(Debug)]
pub(crate) struct Tall {
    width: usize,
    cells: Vec<f32>,
}

/// A small square matrix, row by row.
pub(crate) struct Square {
    size: usize,
    cells: Vec<f64>,
}

impl Tall {
    /// A matrix of zeros.
    pub(crate) fn zeros(rows: usize, width: usize) -> Self {
        Self { width, cells: vec![0.0; rows * width] }
    }

    /// A matrix of numbers that look random and are the same each time.
    pub(crate) fn noise(rows: usize, width: usize) -> Self {
        let mut state = 0x9E37_79B9_7F4A_7C15_u64;
        let mut next = || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            f32::from(u16::try_from(state >> 48).unwrap_or(0)) / 32_768.0 - 1.0
        };
        Self { width, cells: (0..rows * width).map(|_| next()).collect() }
    }

    /// One row.
    pub(crate) fn row(&self, at: usize) -> &[f32] {
        self.cells.get(at * self.width..(at + 1) * self.width).unwrap_or_default()
    }

    /// One row, to change.
    pub(crate) fn row_mut(&mut self, at: usize) -> &mut [f32] {
        self.cells.get_mut(at * self.width..(at + 1) * self.width).unwrap_or_default()
    }

    /// Makes its columns orthogonal and of length one, keeping what they span.
    pub(crate) fn orthonormalise(&mut self) {
        // Once more corrects what single precision has lost.
        for _ in 0..2 {
            let inverse = self.gram().inverse_root();
            self.multiply(&inverse);
        }
    }

    /// Its transpose times itself.
    pub(crate) fn gram(&self) -> Square {
        let mut gram = Square::zeros(self.width);
        for row in self.cells.chunks_exact(self.width.max(1)) {
            for (&cell, line) in row.iter().zip(gram.cells.chunks_exact_mut(self.width.max(1))) {
                if cell != 0.0 {
                    line.iter_mut().zip(row).for_each(|(sum, other)| *sum += f64::from(cell * other));
                }
            }
        }
        gram
    }

    /// Itself times a square matrix.
    pub(crate) fn multiply(&mut self, by: &Square) {
        let mut product = vec![0.0_f32; self.width];
        for row in self.cells.chunks_exact_mut(self.width.max(1)) {
            product.fill(0.0);
            for (&cell, line) in row.iter().zip(by.cells.chunks_exact(self.width.max(1))) {
                product.iter_mut().zip(line).for_each(|(sum, other)| *sum += cell * single(*other));
            }
            row.copy_from_slice(&product);
        }
    }

    /// Keeps the first columns of each row.
    pub(crate) fn narrow(self, width: usize) -> Self {
        let width = width.min(self.width);
        let rows = self.cells.chunks_exact(self.width.max(1));
        Self { width, cells: rows.flat_map(|row| row.iter().take(width).copied()).collect() }
    }
}

/// Adds a multiple of one row to another.
pub(crate) fn add(to: &mut [f32], row: &[f32], times: f32) {
    to.iter_mut().zip(row).for_each(|(sum, cell)| *sum += times * cell);
}

/// Makes a row of length one; one of zeros stays.
pub(crate) fn normalise(row: &mut [f32]) {
    let length = row.iter().map(|cell| cell * cell).sum::<f32>().sqrt();
    if length > 0.0 {
        row.iter_mut().for_each(|cell| *cell /= length);
    }
}

impl Square {
    fn zeros(size: usize) -> Self {
        Self { size, cells: vec![0.0; size * size] }
    }

    fn at(&self, row: usize, column: usize) -> f64 {
        self.cells.get(row * self.size + column).copied().unwrap_or(0.0)
    }

    fn set(&mut self, row: usize, column: usize, value: f64) {
        if let Some(cell) = self.cells.get_mut(row * self.size + column) {
            *cell = value;
        }
    }

    /// The inverse of the upper triangle R with RᵀR = self (Cholesky). What is no more than noise becomes zero.
    fn inverse_root(&self) -> Self {
        let mut root = Self::zeros(self.size);
        let noise = (0..self.size).map(|at| self.at(at, at)).fold(0.0, f64::max) * 1e-9;
        for row in 0..self.size {
            let own: f64 = (0..row).map(|above| root.at(above, row).powi(2)).sum();
            let diagonal = (self.at(row, row) - own).max(0.0).sqrt();
            root.set(row, row, diagonal);
            for column in row + 1..self.size {
                let sum: f64 = (0..row).map(|above| root.at(above, row) * root.at(above, column)).sum();
                let value = if diagonal * diagonal > noise { (self.at(row, column) - sum) / diagonal } else { 0.0 };
                root.set(row, column, value);
            }
        }
        let mut inverse = Self::zeros(self.size);
        for column in 0..self.size {
            for row in (0..=column).rev() {
                let diagonal = root.at(row, row);
                if diagonal * diagonal <= noise {
                    continue;
                }
                let sum: f64 = (row + 1..=column).map(|below| root.at(row, below) * inverse.at(below, column)).sum();
                let one = if row == column { 1.0 } else { 0.0 };
                inverse.set(row, column, (one - sum) / diagonal);
            }
        }
        inverse
    }

    /// Its eigenvectors as columns, those of the largest eigenvalues first (Jacobi).
    pub(crate) fn eigenvectors(mut self) -> Self {
        let mut vectors = Self::zeros(self.size);
        (0..self.size).for_each(|at| vectors.set(at, at, 1.0));
        for _ in 0..SWEEPS {
            let mut turned = false;
            for one in 0..self.size {
                for other in one + 1..self.size {
                    turned |= self.turn(one, other, &mut vectors);
                }
            }
            if !turned {
                break;
            }
        }
        let mut order: Vec<usize> = (0..self.size).collect();
        order.sort_by(|one, other| self.at(*other, *other).total_cmp(&self.at(*one, *one)));
        let mut sorted = Self::zeros(self.size);
        for (to, from) in order.into_iter().enumerate() {
            (0..self.size).for_each(|row| sorted.set(row, to, vectors.at(row, from)));
        }
        sorted
    }

    /// Turns two axes so that nothing is shared between them; says whether there was anything.
    fn turn(&mut self, one: usize, other: usize, vectors: &mut Self) -> bool {
        let (shared, first, second) = (self.at(one, other), self.at(one, one), self.at(other, other));
        if shared.abs() <= 1e-9 * (first.abs() * second.abs()).sqrt() {
            return false;
        }
        let slope = (second - first) / (2.0 * shared);
        let tangent = slope.signum() / (slope.abs() + slope.hypot(1.0));
        let cosine = 1.0 / tangent.hypot(1.0);
        let sine = tangent * cosine;
        let rotate = |a: f64, b: f64| (cosine * a - sine * b, sine * a + cosine * b);
        for row in 0..self.size {
            let (a, b) = rotate(self.at(row, one), self.at(row, other));
            self.set(row, one, a);
            self.set(row, other, b);
            let (a, b) = rotate(vectors.at(row, one), vectors.at(row, other));
            vectors.set(row, one, a);
            vectors.set(row, other, b);
        }
        for column in 0..self.size {
            let (a, b) = rotate(self.at(one, column), self.at(other, column));
            self.set(one, column, a);
            self.set(other, column, b);
        }
        true
    }
}

/// More are never needed.
const SWEEPS: usize = 40;

#[expect(clippy::as_conversions, reason = "single precision is what the tall matrices have")]
fn single(cell: f64) -> f32 {
    cell as f32
}

#[cfg(test)]
mod tests {
    use super::Tall;

    #[test]
    fn columns_become_orthonormal() {
        let mut matrix = Tall::noise(200, 12);
        matrix.orthonormalise();
        let gram = matrix.gram();
        for row in 0..12 {
            for column in 0..12 {
                let expected = if row == column { 1.0 } else { 0.0 };
                assert!((gram.at(row, column) - expected).abs() < 1e-4, "{row} {column} {}", gram.at(row, column));
            }
        }
    }

    #[test]
    fn eigenvectors_are_found_largest_first() {
        let gram = Tall::noise(50, 6).gram();
        let (size, before) = (gram.size, gram.cells.clone());
        let vectors = gram.eigenvectors();
        let mut last = f64::MAX;
        for column in 0..size {
            let vector: Vec<f64> = (0..size).map(|row| vectors.at(row, column)).collect();
            let image: Vec<f64> =
                before.chunks(size).map(|row| row.iter().zip(&vector).map(|(a, b)| a * b).sum()).collect();
            let value: f64 = image.iter().zip(&vector).map(|(a, b)| a * b).sum();
            let off = image.iter().zip(&vector).map(|(a, b)| (a - value * b).abs()).fold(0.0, f64::max);
            assert!(off < 1e-6 * value.max(1.0) && value <= last + 1e-9, "{column}: {value} after {last}, off {off}");
            last = value;
        }
    }
}
