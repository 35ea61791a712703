//! `server import`: records out of files.

use std::path::PathBuf;

use services::import::Said;

use super::say;
use crate::Installation;

/// What a file to be imported may hold.
pub(super) const HELP: &str = "\
Formats:
  .md, .markdown    one record: front matter in TOML between lines of +++, then the body in Markdown;
                    without front matter the first heading is the title, and the rest as for .txt
                    but what stands under the headings of a record's parts, such as Results
  .json             one record, as a JSON object
  .jsonl, .ndjson   a record to a line, as a JSON object; at most 1,000,000 bytes a line
  .csv, .tsv        a record to a row; the first row names the columns, in English or another language of the
                    library, or --map says which field a column is; several values of a cell stand between ;
                    Languages and countries may be written by their names, and a table is no source by itself.
                    Fields of a table: those below, and problem, done, results, cost, limits, known, actor_name,
                    actor_part, source_title, source_url, source_publisher, source_year, source_accessed instead of
                    the lists, and sources: each a title, a link and the day it was looked at, as far as there are
  .txt              one record: title, summary, year and language are drawn from the text; kind report, evidence
                    told, licence NOASSERTION; a draft among the proposals, since a file's name is no source
  .pdf, .docx       a draft among the proposals, drawn from the text, with the file; a curator finishes it

Fields (* needed):
  title*            1 to 200 characters
  slug              its address: 1 to 80 of a-z, 0-9 and -; made of the title where it is left out
  identifier        in JSON alone: by what a record is known again, here and elsewhere, as an export has it
  kind*             practice, code, law, report, guide
  summary*          1 to 600 characters
  language*         ISO 639, such as en
  year*             1700 to this year
  evidence*         told, monitored, evaluated, repeated
  licence*          SPDX, such as CC-BY-4.0
  countries         ISO 3166, such as [\"AL\", \"IT\"]
  regions, sectors, approach, role, topics
                    lists of words, as in the records that Ponte comes with
  actors            list of name and part: employer, ngo, state, intergovernmental, association, funder,
                    trade-union, media, academia
  sources           list of title, publisher, year, url, accessed; all but title may be left out
  body              Markdown, at most 200,000 characters; in a .md file it stands below the front matter

A record with an identifier that is known is that record whatever its slug: it becomes the next version, unless the record
says or has said the same. A record with a slug that is known becomes its next version; one with an identifier that is not
known only where the titles are the same. A record without either, or drawn from a text, never replaces
one that came from elsewhere. Other records are published; one whose evidence is evaluated or repeated comes before the curators
instead, since two of them have to look, unless --looked-at says that two have. What cannot be taken is refused in one line
each, the rest is taken, and the exit code is 1.";

/// Reads `column=field`.
pub(super) fn pair(text: &str) -> Result<(String, String), String> {
    let (column, field) = text.rsplit_once('=').ok_or("write column=field")?;
    Ok((column.to_owned(), field.to_owned()))
}

pub(super) async fn run(installation: &Installation, files: &[PathBuf], said: Said<'_>) -> Result<(), String> {
    let mut whole = services::import::Report::default();
    let mut failed = None;
    for file in files {
        match import_file(installation, file, said).await {
            Ok(report) => whole += report,
            Err(why) => {
                failed = Some(why);
                break;
            }
        }
    }
    // What was taken before a failure stays, and is to be found: a server that is running sees to it itself.
    let indexed = services::worker::drain_index(&installation.system()).await;
    if let Some(why) = failed {
        return Err(why);
    }
    say(&whole.to_string());
    indexed.map_err(|error| error.to_string())?;
    match whole.refused {
        0 => Ok(()),
        refused => {
            let names: Vec<String> = files.iter().map(|file| file.display().to_string()).collect();
            Err(format!("{}: {refused} refused", names.join(", ")))
        }
    }
}

async fn import_file(
    installation: &Installation,
    file: &std::path::Path,
    said: Said<'_>,
) -> Result<services::import::Report, String> {
    let input = std::fs::File::open(file).map_err(|cause| format!("{}: {cause}", file.display()))?;
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let (scope, input) = (installation.system(), std::io::BufReader::new(input));
    let refused = |refusal: services::import::Refusal| say(&refusal.to_string());
    services::import::file_with(&scope, &name, input, said, refused).await.map_err(|error| error.to_string())
}
