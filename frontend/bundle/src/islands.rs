//! From the compiled `frontend` crate to what a browser loads: a module and its WASM, under one hash.

use std::path::Path;

use wasm_bindgen_cli_support::Bindgen;

use crate::Failure;
use crate::manifest::{hash, read};
use crate::site::Site;

/// Adds the islands' module and WASM.
///
/// The page names both by one stem, `STEM.js` and `STEM.wasm`, so they share a hash of the two together.
pub(crate) fn add(site: &mut Site, wasm: &Path) -> Result<(), Failure> {
    let compiled = read(wasm)?;
    let mut output = Bindgen::new()
        .input_bytes("ponte", compiled)
        .web(true)
        .and_then(|bindgen| {
            bindgen
                .typescript(false)
                .omit_default_module_path(true)
                .remove_name_section(true)
                .remove_producers_section(true)
                .generate_output()
        })
        .map_err(|error| format!("{}: {error:#}", wasm.display()))?;
    // Snippets would need names of their own beside the module, which imports them by path.
    let snippets = output.snippets().iter().filter(|(_, code)| !code.is_empty()).map(|(name, _)| name);
    if let Some(snippet) = snippets.chain(output.local_modules().keys()).next() {
        return Err(format!("the islands carry the JavaScript snippet {snippet}, which the site has no place for"));
    }
    let module = output.js().to_owned();
    let wasm = output.wasm_mut().emit_wasm();
    let stem = format!("ponte.{}", hash([module.as_bytes(), &wasm]));
    site.add_named("ponte.js", format!("{stem}.js"), module.as_bytes())?;
    site.add_named("ponte.wasm", format!("{stem}.wasm"), &wasm)
}
