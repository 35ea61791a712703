//! Mounts the islands in the browser
