//! In which encoding was a CSV file written? Found while its bytes arrive, and stated to whoever brought it.

use encoding_rs::{Decoder, DecoderResult, GB18030, UTF_8};

use crate::Refusal;

closed_set! {
    /// With or without a byte-order mark.
    Encoding {
        Utf8 = "utf_8",
        Gb18030 = "gb18030",
    }
}

impl Encoding {
    pub(super) fn decoder(self) -> Decoder {
        let encoding = match self {
            Self::Utf8 => UTF_8,
            Self::Gb18030 => GB18030,
        };
        encoding.new_decoder_with_bom_removal()
    }
}

/// Both readings of a file, as long as they go on without a fault.
pub struct Detector {
    utf_8: Option<Decoder>,
    gb18030: Option<Decoder>,
    has_nul: bool,
}

impl Default for Detector {
    fn default() -> Self {
        Self {
            utf_8: Some(UTF_8.new_decoder_without_bom_handling()),
            gb18030: Some(GB18030.new_decoder_without_bom_handling()),
            has_nul: false,
        }
    }
}

impl Detector {
    pub fn pass(&mut self, bytes: &[u8]) {
        // a text of two bytes a letter would have them everywhere
        self.has_nul |= bytes.contains(&0);
        for reading in [&mut self.utf_8, &mut self.gb18030] {
            if let Some(decoder) = reading
                && !goes_on(decoder, bytes, false)
            {
                *reading = None;
            }
        }
    }

    /// UTF-8 where both fit: texts of the other are hardly ever right in it.
    ///
    /// # Errors
    /// `imports.encoding_unknown`
    pub fn finish(mut self) -> Result<Encoding, Refusal> {
        // a line break is half of no letter: after the first half of one it is a fault
        let ends_well =
            |reading: &mut Option<Decoder>| reading.as_mut().is_some_and(|decoder| goes_on(decoder, b"\n", true));
        match (self.has_nul, ends_well(&mut self.utf_8), ends_well(&mut self.gb18030)) {
            (false, true, _) => Ok(Encoding::Utf8),
            (false, false, true) => Ok(Encoding::Gb18030),
            _ => Err(Refusal::on("file", "imports.encoding_unknown")),
        }
    }
}

fn goes_on(decoder: &mut Decoder, mut bytes: &[u8], is_last: bool) -> bool {
    let mut text = [0; 16 * 1024];
    loop {
        let (result, read, _) = decoder.decode_to_utf8_without_replacement(bytes, &mut text, is_last);
        bytes = bytes.get(read..).unwrap_or_default();
        match result {
            DecoderResult::InputEmpty => return true,
            DecoderResult::OutputFull => {}
            DecoderResult::Malformed(..) => return false,
        }
    }
}
