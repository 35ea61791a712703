//! The folder of an index: kept, made anew, left alone, and read while it is written.

use std::fs;
use std::path::Path;

use search::{Change, Error, Index};

use crate::{ask, first, id, library, records};

fn filled(folder: &Path) {
    let index = Index::open(folder).unwrap();
    assert!(index.is_new());
    index.put(&records()).unwrap();
}

#[test]
fn an_index_is_kept_when_whole_and_made_anew_when_not() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path().join("index");
    filled(&at);
    let index = Index::open(&at).unwrap();
    assert_eq!((index.is_new(), index.count()), (false, 12));
    drop(index);

    let data = |at: &Path| {
        fs::read_dir(at)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .find(|path| path.extension().is_some_and(|e| e == "term"))
            .unwrap()
    };
    let harms: [&dyn Fn(&Path); 6] = [
        &|at| fs::write(at.join("meta.json"), "{").unwrap(),
        &|at| fs::write(at.join("layout"), "ponte library index 0").unwrap(),
        &|at| fs::remove_file(at.join("layout")).unwrap(),
        &|at| fs::remove_file(data(at)).unwrap(),
        &|at| fs::write(data(at), "").unwrap(),
        &|at| {
            let mut bytes = fs::read(data(at)).unwrap();
            bytes[0] ^= 0xFF;
            fs::write(data(at), bytes).unwrap();
        },
    ];
    for (number, harm) in harms.iter().enumerate() {
        harm(&at);
        let index = Index::open(&at).unwrap();
        assert_eq!((index.is_new(), index.count()), (true, 0), "harm {number}");
        index.put(&records()).unwrap();
        assert_eq!(first(&index, "zwang").as_deref(), Some("record-3"));
    }
}

#[test]
fn an_index_whose_folder_goes_is_made_anew_while_it_answers() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path().join("index");
    let index = Index::open(&at).unwrap();
    index.put(&records()).unwrap();
    let harms: [&dyn Fn(); 4] = [
        &|| fs::remove_dir_all(&at).unwrap(),
        &|| {
            fs::remove_dir_all(&at).unwrap();
            fs::create_dir(&at).unwrap();
        },
        &|| fs::remove_file(at.join("meta.json")).unwrap(),
        &|| {
            let files = fs::read_dir(&at).unwrap().map(|entry| entry.unwrap().path());
            files
                .filter(|path| path.extension().is_some_and(|e| e == "store"))
                .for_each(|path| fs::remove_file(path).unwrap());
        },
    ];
    for (number, harm) in harms.iter().enumerate() {
        assert!(!index.is_damaged(), "before harm {number}");
        harm();
        assert!(index.is_damaged(), "harm {number}");
        if number == 0 {
            assert!(index.put(&records()[..1]).is_err(), "nothing can be written where nothing is");
        }
        assert_eq!(first(&index, "zwang").as_deref(), Some("record-3"), "it answers as before");
        index.begin_filling().unwrap();
        assert!(index.is_filling() && !index.is_damaged());
        index.put(&records()[..6]).unwrap();
        assert_eq!((index.count(), index.position()), (12, None), "and goes on while it is filled");
        index.put(&records()[6..]).unwrap();
        index.end_filling().unwrap();
        assert_eq!((index.count(), index.is_filling()), (12, false));
        index.remove(&[records()[2].id]).unwrap();
        assert_eq!(index.count(), 11, "and can be written to again");
        index.put(&records()).unwrap();
    }
    drop(index);
    assert_eq!(Index::open(&at).unwrap().count(), 12, "what was made anew is whole");
}

#[test]
fn other_peoples_files_are_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("thesis.txt"), "years of work").unwrap();
    assert!(matches!(Index::open(folder.path()), Err(Error::ForeignFolder(_))));
    assert!(folder.path().join("thesis.txt").exists());
}

#[test]
fn a_second_writer_is_told_that_the_folder_is_busy() {
    let folder = tempfile::tempdir().unwrap();
    let index = Index::open(folder.path()).unwrap();
    index.put(&records()).unwrap();
    assert!(matches!(Index::open(folder.path()), Err(Error::Busy(_))));
    assert_eq!(index.count(), 12);
}

#[test]
fn nobody_empties_an_index_that_is_written_to() {
    let folder = tempfile::tempdir().unwrap();
    let index = Index::open(folder.path()).unwrap();
    index.put(&records()).unwrap();
    // What another process sees in the middle of a commit: a list of files that is not the one on the disk.
    fs::write(folder.path().join("meta.json"), "{").unwrap();
    let files = || fs::read_dir(folder.path()).unwrap().count();
    let before = files();
    assert!(matches!(Index::open(folder.path()), Err(Error::Busy(_))));
    assert_eq!(files(), before);
    index.put(&records()).unwrap();
    assert_eq!(index.count(), 12);
}

#[test]
fn a_change_says_how_far_the_store_was_followed_and_that_outlives_the_process() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path().join("index");
    let records = records();
    let index = Index::open(&at).unwrap();
    assert_eq!(index.position(), None);
    index.change(Change { put: &records[..2], position: Some("7"), ..Change::default() }).unwrap();
    index.put(&records[2..3]).unwrap();
    assert_eq!((index.position().as_deref(), index.version(id(1)).unwrap()), (Some("7"), Some(1)));
    drop(index);
    let index = Index::open(&at).unwrap();
    assert_eq!((index.position().as_deref(), index.count()), (Some("7"), 3));
    index.change(Change { remove: &[id(1)], position: Some("8"), ..Change::default() }).unwrap();
    assert_eq!((index.position().as_deref(), index.version(id(1)).unwrap()), (Some("8"), None));
    index.begin_filling().unwrap();
    index.end_filling().unwrap();
    assert_eq!((index.position(), index.count()), (None, 0));
}

#[test]
fn readers_answer_while_the_writer_writes() {
    let index = library();
    let done = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|threads| {
        threads.spawn(|| {
            for _ in 0..5 {
                index.put(&records()).unwrap();
            }
            done.store(true, std::sync::atomic::Ordering::SeqCst);
        });
        let mut answers = 0;
        while answers < 20 || !done.load(std::sync::atomic::Ordering::SeqCst) {
            // Never a half of a change: all twelve, whichever of them are the new ones.
            assert_eq!(ask(&index, "").total, 12);
            answers += 1;
        }
    });
}
