//! Are these captions? WebVTT begins with its name; what a player makes of the rest is the player's.

use crate::Refusal;

const MOST_BYTES: usize = 512 * 1024;

/// The captions as they are stored and served: UTF-8 with plain line breaks.
pub(super) fn read(bytes: &[u8]) -> Result<String, Refusal> {
    let unreadable = || Refusal::on("captions", "courses.captions_unreadable");
    if bytes.len() > MOST_BYTES {
        return Err(Refusal::on("captions", "courses.captions_too_large").with("limit", MOST_BYTES / 1024));
    }
    let text = std::str::from_utf8(bytes).map_err(|_| unreadable())?;
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
    let begins = text.strip_prefix("WEBVTT").is_some_and(|rest| rest.starts_with(['\n', ' ', '\t']));
    if begins && text.contains("-->") && !text.contains('\0') { Ok(text) } else { Err(unreadable()) }
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn captions_begin_with_their_name_and_have_a_cue() {
        let text = "WEBVTT\r\n\r\n00:00.000 --> 00:02.000\r\n开户\r\n";
        assert_eq!(read(text.as_bytes()).unwrap(), "WEBVTT\n\n00:00.000 --> 00:02.000\n开户\n");
        for bad in [&b""[..], b"WEBVTT\n", b"WEBVTTX\n-->", b"1\n00:00 --> 00:01\n", b"WEBVTT\n--> \xFF"] {
            assert_eq!(read(bad).unwrap_err().code, "courses.captions_unreadable", "{bad:?}");
        }
        assert_eq!(read(&vec![b'W'; 600 * 1024]).unwrap_err().code, "courses.captions_too_large");
    }
}
