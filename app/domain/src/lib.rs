//! Words and rules of the business: no input or output, no clock; compiles to WASM
