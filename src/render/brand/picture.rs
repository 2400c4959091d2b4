//! Logos and cover pictures: their kind of file, their size, and whether they are safe to put into a document that is given to a
//! client. An SVG may hold no script and point at nothing outside itself.

use std::path::Path;

/// Largest file that is accepted.
pub const LIMIT_BYTES: u64 = 4 * 1024 * 1024;

/// Largest raster picture that is accepted, in pixels: above it, decoding takes longer than the report.
pub const LIMIT_PIXELS: u64 = 24_000_000;

/// A picture of the brand.
#[derive(Clone, Debug)]
pub struct Picture {
    /// Name under which templates find it, with the extension of its format: `logo.svg`.
    pub name: String,
    /// The media type, for data URIs.
    pub media_type: &'static str,
    /// The file.
    pub bytes: Vec<u8>,
}

/// Reason why a picture is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs, reason = "the messages say what they are")]
pub enum PictureError {
    #[error("it is {bytes} bytes; the limit is {LIMIT_BYTES}")]
    TooLarge { bytes: u64 },
    #[error("it is {width} × {height} pixels; the limit is {LIMIT_PIXELS} pixels in all")]
    TooManyPixels { width: u32, height: u32 },
    #[error("it is neither SVG, PNG nor JPEG")]
    UnknownFormat,
    #[error("the SVG is not UTF-8 text")]
    NotText,
    #[error("the SVG holds `{found}`, which could run or load something; save it as a plain SVG")]
    ActiveContent { found: String },
    #[error("it could not be read: {0}")]
    Unreadable(String),
}

impl Picture {
    /// Reads a picture and names it `stem` with the extension of the format that its bytes show.
    ///
    /// # Errors
    /// When the file cannot be read, is too large, of another format, or an SVG with active content.
    pub fn read(path: &Path, stem: &str) -> Result<Self, PictureError> {
        let unreadable = |error: std::io::Error| PictureError::Unreadable(error.to_string());
        let bytes = std::fs::metadata(path).map_err(unreadable)?.len();
        if bytes > LIMIT_BYTES {
            return Err(PictureError::TooLarge { bytes });
        }
        Self::from_bytes(std::fs::read(path).map_err(unreadable)?, stem)
    }

    fn from_bytes(bytes: Vec<u8>, stem: &str) -> Result<Self, PictureError> {
        let (extension, media_type) = if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
            check_pixels(png_size(&bytes))?;
            ("png", "image/png")
        } else if bytes.starts_with(b"\xFF\xD8\xFF") {
            check_pixels(jpeg_size(&bytes))?;
            ("jpg", "image/jpeg")
        } else if bytes.windows(4).take(4096).any(|window| window == b"<svg") {
            let text = std::str::from_utf8(&bytes).map_err(|_| PictureError::NotText)?;
            check_svg(text)?;
            ("svg", "image/svg+xml")
        } else {
            return Err(PictureError::UnknownFormat);
        };
        Ok(Self {
            name: format!("{stem}.{extension}"),
            media_type,
            bytes,
        })
    }
}

fn check_pixels(size: Option<(u32, u32)>) -> Result<(), PictureError> {
    let (width, height) = size.ok_or(PictureError::UnknownFormat)?;
    if u64::from(width) * u64::from(height) > LIMIT_PIXELS {
        return Err(PictureError::TooManyPixels { width, height });
    }
    Ok(())
}

/// Width and height from the header chunk (PNG specification, 11.2.2).
fn png_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let word = |at: usize| -> Option<u32> { Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?)) };
    Some((word(16)?, word(20)?))
}

/// Width and height from the first frame header (ITU-T T.81, B.2.2).
fn jpeg_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let word =
        |at: usize| -> Option<usize> { Some(usize::from(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?))) };
    let mut at = 2;
    loop {
        if *bytes.get(at)? != 0xFF {
            return None;
        }
        match *bytes.get(at + 1)? {
            0xFF => at += 1,
            0xC4 | 0xC8 | 0xCC => at += 2 + word(at + 2)?,
            0xC0..=0xCF => {
                let height = u32::try_from(word(at + 5)?).ok()?;
                let width = u32::try_from(word(at + 7)?).ok()?;
                return Some((width, height));
            }
            _ => at += 2 + word(at + 2)?,
        }
    }
}

/// Looks at every tag and attribute. Addresses have to point into the file itself or hold a raster picture; entities are
/// refused, since they could spell an address in a way that this check does not see.
fn check_svg(text: &str) -> Result<(), PictureError> {
    let refuse = |found: &str| {
        Err(PictureError::ActiveContent {
            found: found.chars().take(60).collect(),
        })
    };
    let lower = text.to_ascii_lowercase();
    for word in [
        "<script",
        "<foreignobject",
        "<!entity",
        "<?xml-stylesheet",
        "@import",
        "javascript:",
    ] {
        if lower.contains(word) {
            return refuse(word);
        }
    }
    for (at, _) in lower.match_indices("url(") {
        let target = lower[at + 4..].trim_start_matches([' ', '\'', '"', '\n', '\t']);
        if !target.starts_with('#') {
            return refuse(&lower[at..]);
        }
    }
    for tag in lower.split('<').skip(1) {
        let mut rest = tag.split('>').next().unwrap_or_default();
        while let Some(equals) = rest.find('=') {
            let name = rest[..equals].trim_end();
            let name = name
                .rsplit([' ', '\n', '\t', '\r', '"', '\''])
                .next()
                .unwrap_or_default();
            let value = rest[equals + 1..].trim_start();
            let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''));
            let Some(quote) = quote else {
                rest = &rest[equals + 1..];
                continue;
            };
            let inside = value[1..].split(quote).next().unwrap_or_default();
            let is_address = name == "href" || name.ends_with(":href") || name == "src";
            if name.starts_with("on") || (is_address && !is_inside(inside)) {
                return refuse(&format!("{name}=\"{inside}\""));
            }
            rest = value.get(inside.len() + 2..).unwrap_or_default();
        }
    }
    Ok(())
}

fn is_inside(address: &str) -> bool {
    let address = address.trim();
    address.is_empty()
        || address.starts_with('#')
        || [
            "data:image/png;",
            "data:image/jpeg;",
            "data:image/webp;",
            "data:image/gif;",
        ]
        .iter()
        .any(|start| address.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Picture, PictureError> {
        Picture::from_bytes(text.as_bytes().to_vec(), "logo")
    }

    #[test]
    fn a_plain_svg_is_taken() {
        let svg = "<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\"><defs><path id='a'/></defs>\
                   <use href=\"#a\" fill=\"url(#b)\"/><image href='data:image/png;base64,AA=='/></svg>";
        assert_eq!(read(svg).unwrap().name, "logo.svg");
    }

    #[test]
    fn an_svg_that_could_run_or_load_something_is_refused() {
        for content in [
            "<script>alert(1)</script>",
            "<SCRIPT/>",
            "<g onload=\"x()\"/>",
            "<g fill='red' onclick = 'x()'/>",
            "<image href=\"https://example.com/a.png\"/>",
            "<image xlink:href='//example.com/a.png'/>",
            "<use href=\"&#104;ttps://example.com\"/>",
            "<image href=\"data:image/svg+xml;base64,AA\"/>",
            "<rect fill=\"url(https://example.com/#a)\"/>",
            "<style>@import 'x';</style>",
            "<foreignObject/>",
        ] {
            let result = read(&format!("<svg xmlns=\"http://www.w3.org/2000/svg\">{content}</svg>"));
            assert!(matches!(result, Err(PictureError::ActiveContent { .. })), "{content}");
        }
        let entity = "<!DOCTYPE svg [<!ENTITY a \"b\">]><svg/>";
        assert!(read(entity).is_err());
    }

    #[test]
    fn the_bytes_decide_the_format_and_pixels_are_counted() {
        assert_eq!(read("GIF89a").err(), Some(PictureError::UnknownFormat));
        let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        png.extend(30_000_u32.to_be_bytes());
        png.extend(30_000_u32.to_be_bytes());
        let (width, height) = (30_000, 30_000);
        assert_eq!(
            Picture::from_bytes(png, "logo").err(),
            Some(PictureError::TooManyPixels { width, height })
        );
        let jpeg = b"\xFF\xD8\xFF\xE0\0\x04\0\0\xFF\xC0\0\x11\x08\0\x10\0\x20".to_vec();
        assert_eq!(jpeg_size(&jpeg), Some((32, 16)));
    }
}
