//! The images that sections refer to: read once each, by their place and by their path in Typst's world.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, printable};
use crate::project::Project;
use crate::report::Report;
use crate::report::links;
use crate::source::Span;
use crate::{text, typeset};

/// The images of a report.
#[derive(Debug, Clone, Default)]
pub(super) struct Images {
    /// The path in Typst's world, by the place of the image.
    pub(super) paths: BTreeMap<Span, String>,
    /// The bytes, by that path.
    pub(super) files: BTreeMap<String, Arc<[u8]>>,
    /// The paths relative to the report of the files read.
    pub(super) referred: BTreeSet<String>,
}

impl Images {
    /// Reads every image of the report; those on the network are the business of a check.
    pub(super) fn read(project: &Project, report: &Report) -> (Images, Diagnostics) {
        let mut images = Images::default();
        let mut found = Diagnostics::default();
        for section in &report.sections {
            for image in section.images() {
                if links::scheme(&image.path).is_some() || image.path.starts_with("//") {
                    continue;
                }
                match project.read_image(section.source, &image.path) {
                    Ok(file) => {
                        let path = format!("/file/{}", file.name);
                        images.files.entry(path.clone()).or_insert_with(|| file.bytes.into());
                        images.referred.insert(file.name);
                        images.paths.insert(image.span, path);
                    }
                    Err(problem) => {
                        found.push(problem.diagnostic(&image.path, image.path_span(&project.sources)));
                    }
                }
            }
        }
        images.refuse_damaged(project, report, &mut found);
        (images, found)
    }

    /// Takes out the images that cannot be decoded, and says so at each of their places.
    fn refuse_damaged(&mut self, project: &Project, report: &Report, found: &mut Diagnostics) {
        let damaged: BTreeMap<String, String> = self
            .files
            .par_iter()
            .filter_map(|(path, bytes)| Some((path.clone(), typeset::decoding_error(bytes)?)))
            .collect();
        for image in report.sections.iter().flat_map(|section| section.images()) {
            let Some(reason) = self.paths.get(&image.span).and_then(|path| damaged.get(path)) else {
                continue;
            };
            self.paths.remove(&image.span);
            let path = printable(&image.path);
            let reason = printable(reason);
            let message = text!(
                "图片 {path} 已损坏，读不出来（{reason}）",
                "the image {path} is damaged and cannot be read ({reason})"
            );
            let place = image.path_span(&project.sources);
            found.push(Diagnostic::new(Code::MissingImage, place, message).hint(text!(
                "用看图软件打开它，另存为 PNG 或 JPEG",
                "open it in an image viewer and save it as PNG or JPEG"
            )));
        }
        self.files.retain(|path, _| !damaged.contains_key(path));
    }
}
