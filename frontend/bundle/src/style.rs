//! The style sheet in one file, and the icons. What they look like belongs to the style folder.

use std::path::Path;

use lightningcss::bundler::{Bundler, FileProvider};
use lightningcss::dependencies::{Dependency, DependencyOptions};
use lightningcss::stylesheet::{MinifyOptions, ParserOptions, PrinterOptions};
use lightningcss::targets::{Browsers, Targets};

use crate::Failure;
use crate::manifest::{files, read};
use crate::site::Site;

/// The oldest browsers that get the intended look, about three years back; older ones get plain, working pages.
const BROWSERS: Browsers = Browsers {
    android: Some(version(111)),
    chrome: Some(version(111)),
    edge: Some(version(111)),
    firefox: Some(version(113)),
    ie: None,
    ios_saf: Some(version(16) | 4 << 8),
    opera: Some(version(97)),
    safari: Some(version(16) | 4 << 8),
    samsung: Some(version(22)),
};

/// A browser's major version as `lightningcss` counts it.
const fn version(major: u32) -> u32 {
    major << 16
}

/// Adds `main.css` with all that it imports, as `ponte.css`.
pub(crate) fn add_sheet(site: &mut Site, folder: &Path) -> Result<(), Failure> {
    let main = folder.join("main.css");
    let provider = FileProvider::new();
    let targets = Targets::from(BROWSERS);
    let mut sheet = Bundler::new(&provider, None, ParserOptions::default())
        .bundle(&main)
        .map_err(|error| format!("{}: {error}", main.display()))?;
    sheet
        .minify(MinifyOptions { targets, ..Default::default() })
        .map_err(|error| format!("{}: {error}", main.display()))?;
    let options = PrinterOptions {
        minify: true,
        targets,
        analyze_dependencies: Some(DependencyOptions { remove_imports: false }),
        ..Default::default()
    };
    let printed = sheet.to_css(options).map_err(|error| format!("{}: {error}", main.display()))?;
    let mut css = printed.code;
    for dependency in printed.dependencies.unwrap_or_default() {
        match dependency {
            // Whatever is written into the sheet itself needs no request.
            Dependency::Url(url) if url.url.starts_with("data:") || url.url.starts_with('#') => {
                css = css.replace(&url.placeholder, &url.url);
            }
            Dependency::Url(url) => {
                return Err(format!(
                    "{} names {}, but files have hashed names; write it in as data:",
                    url.loc.file_path, url.url
                ));
            }
            Dependency::Import(import) => {
                return Err(format!("{} imports {} from elsewhere", import.loc.file_path, import.url));
            }
        }
    }
    site.add("ponte.css", css.as_bytes())
}

/// Adds every file of the folder `icons`.
pub(crate) fn add_icons(site: &mut Site, folder: &Path) -> Result<(), Failure> {
    let icons = folder.join("icons");
    for path in files(&icons)? {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        site.add(&format!("icons/{name}"), &read(&path)?)?;
    }
    Ok(())
}
