use super::*;

fn packed(entries: &[(&str, &[u8])]) -> Vec<u8> {
    pack(entries.iter().copied()).unwrap()
}

/// Changes every occurrence, as long as the length stays the same.
fn renamed(bytes: &[u8], from: &str, to: &str) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    let mut bytes = bytes.to_vec();
    for at in 0..=bytes.len() - from.len() {
        if bytes[at..].starts_with(from.as_bytes()) {
            bytes[at..at + from.len()].copy_from_slice(to.as_bytes());
        }
    }
    bytes
}

#[test]
fn what_was_packed_is_unpacked() {
    let bytes = packed(&[("a/b.xml", b"one"), ("c.xml", b"")]);
    assert!(is_zip(&bytes));
    let entries = unpack(&bytes).unwrap();
    assert_eq!(entries.get("a/b.xml").map(Vec::as_slice), Some(&b"one"[..]));
    assert_eq!(entries.len(), 2);
    assert_eq!(bytes, packed(&[("a/b.xml", b"one"), ("c.xml", b"")]));
}

#[test]
fn two_entries_of_one_name_are_refused() {
    let bytes = packed(&[("one.xml", b"1"), ("two.xml", b"2")]);
    let twice = renamed(&bytes, "two.xml", "one.xml");
    assert_eq!(unpack(&twice).unwrap_err().code(), "duplicate_entry");
    let by_case = renamed(&bytes, "two.xml", "ONE.xml");
    assert_eq!(unpack(&by_case).unwrap_err().code(), "duplicate_entry");
}

#[test]
fn names_that_leave_the_file_are_refused() {
    let bytes = packed(&[("ab/cd.xml", b"1")]);
    for name in ["../cd.xml", "/b/cd.xml", "ab\\cd.xml", "C:/cd.xml", "ab/../xml"] {
        let code = unpack(&renamed(&bytes, "ab/cd.xml", name)).unwrap_err().code();
        assert_eq!(code, "entry_path", "{name}");
    }
}

#[test]
fn directories_that_disagree_are_refused() {
    let bytes = packed(&[("one.xml", b"1")]);
    let mut bytes = bytes.clone();
    let at = bytes.windows(7).position(|window| window == b"one.xml").unwrap();
    bytes[at..at + 7].copy_from_slice(b"two.xml");
    assert_eq!(unpack(&bytes), Err(FileRefused::NotZip));
}

#[test]
fn bombs_are_not_unpacked() {
    let large = vec![0; DECOMPRESSED_BYTES / 2 + 1];
    let bytes = packed(&[("a", &large), ("b", &large)]);
    assert!(bytes.len() < 200_000);
    assert_eq!(unpack(&bytes), Err(FileRefused::Decompressed { limit: DECOMPRESSED_BYTES }));
    let names: Vec<_> = (0..=ENTRIES).map(|n| n.to_string()).collect();
    let many = pack(names.iter().map(|name| (name.as_str(), &b""[..]))).unwrap();
    assert_eq!(unpack(&many), Err(FileRefused::TooManyEntries { limit: ENTRIES }));
}

#[test]
fn cut_or_foreign_bytes_are_refused() {
    let bytes = packed(&[("one.xml", b"1")]);
    for end in 0..bytes.len() {
        assert!(unpack(&bytes[..end]).is_err());
    }
    assert_eq!(unpack(b"PK\x03\x04 nothing"), Err(FileRefused::NotZip));
}
