//! ESCO, ISCO-08, ISIC, ISO 3166, places and languages: compiled-in tables and look-ups
