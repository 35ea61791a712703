//! Points on the earth and the distance between them.

use serde::{Deserialize, Serialize};

/// A point in degrees, WGS 84.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// Latitude in degrees, north positive.
    pub latitude: f64,
    /// Longitude in degrees, east positive.
    pub longitude: f64,
}

/// Mean radius of the earth in kilometres (IUGG).
const EARTH_KM: f64 = 6371.0088;

impl Point {
    /// Great-circle distance in kilometres, by the haversine formula.
    #[must_use]
    pub fn km_to(self, other: Self) -> f64 {
        let (a, b) = (self.latitude.to_radians(), other.latitude.to_radians());
        let across = ((b - a) / 2.0).sin().powi(2)
            + a.cos() * b.cos() * ((other.longitude - self.longitude).to_radians() / 2.0).sin().powi(2);
        2.0 * EARTH_KM * across.sqrt().min(1.0).asin()
    }
}

#[cfg(test)]
mod tests {
    use super::Point;

    #[test]
    fn tirana_to_bari() {
        let tirana = Point { latitude: 41.3275, longitude: 19.8189 };
        let bari = Point { latitude: 41.1171, longitude: 16.8719 };
        assert!((tirana.km_to(bari) - 247.5).abs() < 1.5, "{}", tirana.km_to(bari));
    }
}
