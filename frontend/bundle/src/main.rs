//! Makes the site folder: the files a browser is given, under names that change with their content, each also
//! compressed. `bundle FRONTEND.wasm STYLE_FOLDER SITE_FOLDER`. Serving them belongs to the server.

mod islands;
mod manifest;
mod site;
mod style;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use manifest::Manifest;
use site::Site;

/// What went wrong, in one line for the person who runs the build.
type Failure = String;

/// The most that a person on a slow line should wait for, in bytes after Brotli.
const BUDGETS: [(&str, usize); 2] = [(".wasm", 100_000), (".css", 20_000)];

fn main() -> ExitCode {
    let arguments: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let outcome = match arguments.as_slice() {
        [wasm, style, site] => bundle(wasm, style, site),
        _ => Err("usage: bundle FRONTEND.wasm STYLE_FOLDER SITE_FOLDER".to_owned()),
    };
    match outcome {
        Ok(report) => {
            // Nobody reading the report is no reason to fail the build.
            let _ = std::io::stdout().write_all(report.as_bytes());
            ExitCode::SUCCESS
        }
        Err(failure) => {
            let _ = writeln!(std::io::stderr(), "bundle: {failure}");
            ExitCode::FAILURE
        }
    }
}

/// Makes the site folder and returns its table of sizes; does nothing when the folder is made of these sources already.
fn bundle(wasm: &Path, style: &Path, folder: &Path) -> Result<String, Failure> {
    let inputs = manifest::inputs(wasm, style)?;
    if let Some(made) = Manifest::read(folder).filter(|made| made.inputs == inputs && made.is_whole(folder)) {
        within_budget(&made)?;
        return Ok(String::new());
    }
    let mut site = Site::new(folder)?;
    islands::add(&mut site, wasm)?;
    style::add_sheet(&mut site, style)?;
    style::add_icons(&mut site, style)?;
    let manifest = site.finish(inputs)?;
    within_budget(&manifest)?;
    Ok(manifest.table())
}

fn within_budget(manifest: &Manifest) -> Result<(), Failure> {
    for (name, file) in &manifest.files {
        let budget = BUDGETS.iter().find(|(ending, _)| name.ends_with(ending));
        if let Some((_, most)) = budget.filter(|(_, most)| file.brotli > *most) {
            return Err(format!("{name} is {} bytes after Brotli; the budget is {most}", file.brotli));
        }
    }
    Ok(())
}
