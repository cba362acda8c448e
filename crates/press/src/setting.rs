//! Sets the type: from a source to the bytes of a PDF/UA-1 file.

use typst_as_lib::TypstEngine;
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

/// The pages of a source.
///
/// # Errors
///
/// What the typesetter says.
pub(crate) fn set(source: String) -> Result<PagedDocument, String> {
    let engine = TypstEngine::builder().main_file(source).fonts(typst_assets::fonts()).build();
    engine.compile().output.map_err(|it| it.to_string())
}

/// The PDF of a source.
///
/// # Errors
///
/// What the typesetter says, or what the PDF lacks for people who cannot see it.
pub(crate) fn pdf(source: String) -> Result<Vec<u8>, String> {
    let document = set(source)?;
    let standards = PdfStandards::new(&[PdfStandard::Ua_1]).map_err(|it| it.message().to_string())?;
    let options = PdfOptions { standards, ..PdfOptions::default() };
    typst_pdf::pdf(&document, &options)
        .map_err(|errors| errors.iter().map(|it| it.message.to_string()).collect::<Vec<_>>().join("\n"))
}
