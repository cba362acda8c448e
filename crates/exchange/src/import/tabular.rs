//! Tables of text: the canonical columns, and any other by a mapping or a guess.

use kernel::Message;

use super::{
    ImportError, ImportPlan, Run, WORDS,
    column::Column,
    guess::{Ambiguity, Guess, Guessed, NO_REASON, guess},
    look::{Look, look},
    mapping::{Fits, From, Mapping, PARIS},
    numbers::Unit,
    preset::{Preset, SHIPPED, not_this},
    source::Source,
    spec::{RowKind, Spec},
    table::{self, Layout},
    words::plain,
    zone::Zone,
};

/// Titles by which the canonical form is known.
const CANONICAL_CONTACTS: [Column; 3] = [Column::ContactId, Column::StartedAt, Column::Channel];
const CANONICAL_EVENTS: [Column; 3] = [Column::Request, Column::OccurredAt, Column::Status];
/// What rows of the canonical form cannot be without.
const REQUIRED_CONTACTS: [Column; 6] = [
    Column::ContactId,
    Column::Usager,
    Column::StartedAt,
    Column::Channel,
    Column::Direction,
    Column::Reason,
];
const REQUIRED_EVENTS: [Column; 4] = [Column::Request, Column::Usager, Column::OccurredAt, Column::Status];
/// Columns of our own files that the log has no use for.
const TECHNICAL: [&str; 2] = ["line", "ordinal"];

/// A table that is ready to be read.
pub(super) struct Prepared {
    pub(super) preset: Preset,
    pub(super) look: Look,
    pub(super) spec: Spec,
    pub(super) layout: Layout,
    pub(super) columns: Vec<Guessed>,
    pub(super) mapping: Mapping,
    pub(super) ambiguities: Vec<Ambiguity>,
    /// What rows cannot be without, and no column gives.
    pub(super) missing: Vec<Column>,
    pub(super) said: Vec<Message>,
}

/// Reads a table into the run's sink.
pub(super) fn read(
    source: Source,
    preset: Preset,
    plan: &ImportPlan,
    run: &Run<'_>,
) -> Result<Vec<Message>, ImportError> {
    let prepared = prepare(&source, preset, plan)?;
    if !prepared.missing.is_empty() {
        let missing: Vec<&str> = prepared.missing.iter().map(|it| it.name()).collect();
        return Err(missing_columns(&source, &missing.join(", "), &prepared.look));
    }
    let file = source.name.to_string();
    if let Some(it) = prepared.ambiguities.first() {
        let (column, example) = (it.title.clone(), it.example.clone());
        return Err(if it.forms.is_empty() {
            ImportError::UnknownDates { file, column, example }
        } else {
            ImportError::AmbiguousDates { file, column, example }
        });
    }
    run.rejects.table(&prepared.look.titles, prepared.look.dialect);
    let mut said = prepared.said;
    said.extend(table::read(source, &prepared.layout, &prepared.spec, run)?);
    Ok(said)
}

/// Decides how a table is read.
pub(super) fn prepare(source: &Source, preset: Preset, plan: &ImportPlan) -> Result<Prepared, ImportError> {
    let given = plan.mapping.clone().unwrap_or_default();
    let look = look(source, &given.read)?;
    let canonical =
        |columns: &[Column]| columns.iter().all(|it| look.titles.iter().any(|title| title == it.name()));
    let is_canonical = canonical(&CANONICAL_CONTACTS) || canonical(&CANONICAL_EVENTS);
    match preset {
        Preset::Canonical => prepare_canonical(source, look, plan),
        Preset::Auto if is_canonical && plan.mapping.is_none() => prepare_canonical(source, look, plan),
        Preset::Auto | Preset::Csv if plan.mapping.is_some() => prepare_guessed(source, look, &given, plan),
        Preset::Auto => match shipped(source, &look, preset)? {
            Some((preset, mapping, look)) => {
                let prepared = prepare_guessed(source, look, &mapping, plan)?;
                Ok(Prepared { preset, ..prepared })
            }
            None => prepare_guessed(source, look, &given, plan),
        },
        Preset::Csv => prepare_guessed(source, look, &given, plan),
        other if plan.mapping.is_some() => {
            let prepared = prepare_guessed(source, look, &given, plan)?;
            Ok(Prepared { preset: other, ..prepared })
        }
        other => match shipped(source, &look, other)? {
            Some((preset, mapping, look)) => {
                let prepared = prepare_guessed(source, look, &mapping, plan)?;
                Ok(Prepared { preset, ..prepared })
            }
            None => Err(not_this(&source.name, other, "its columns are others")),
        },
    }
}

/// The shipped mapping whose columns this table has, and the table as that mapping sees it.
fn shipped(
    source: &Source,
    seen: &Look,
    wanted: Preset,
) -> Result<Option<(Preset, Mapping, Look)>, ImportError> {
    let asked = |it: Preset| wanted == Preset::Auto || wanted == it;
    for it in SHIPPED.iter().filter(|it| asked(it.preset)) {
        let Some(fits) = it.mapping.fits.as_ref().filter(|it| !it.columns.is_empty()) else { continue };
        // Where the first line may have no titles, that mapping's own look decides.
        let own = match it.mapping.read.header {
            Some(header) if header != seen.header => Some(look(source, &it.mapping.read)?),
            _ => None,
        };
        if fits_table(fits, own.as_ref().unwrap_or(seen)) {
            let seen = own.map_or_else(|| look(source, &it.mapping.read), Ok)?;
            return Ok(Some((it.preset, it.mapping.clone(), seen)));
        }
    }
    Ok(None)
}

fn fits_table(fits: &Fits, seen: &Look) -> bool {
    let place = |title: &String| seen.titles.iter().position(|it| it == title);
    let has = |(title, values): (&String, &Vec<String>)| {
        let Some(place) = place(title) else { return false };
        let cells = seen.rows.iter().filter_map(|it| it.1.get(place)).map(|it| it.trim());
        let listed = cells.clone().filter(|it| values.iter().any(|value| value == it)).count();
        // A few faulty rows do not make it another kind of file.
        listed > 0 && listed * 10 >= cells.count() * 9
    };
    fits.columns.iter().all(|it| place(it).is_some()) && fits.values.iter().all(has)
}

fn prepare_canonical(source: &Source, mut look: Look, plan: &ImportPlan) -> Result<Prepared, ImportError> {
    if look.encoding == encoding_rs::WINDOWS_1252 {
        // Our own form is UTF-8: what is not, is refused row by row.
        look.encoding = encoding_rs::UTF_8;
    }
    let has = |column: &Column| look.titles.iter().any(|it| it == column.name());
    let kind =
        if has(&Column::OccurredAt) || has(&Column::Status) { RowKind::Events } else { RowKind::Contacts };
    let required: &[Column] = match kind {
        RowKind::Contacts => &REQUIRED_CONTACTS,
        RowKind::Events => &REQUIRED_EVENTS,
    };
    let missing: Vec<&str> = required.iter().filter(|it| !has(it)).map(|it| it.name()).collect();
    if !missing.is_empty() {
        return Err(missing_columns(source, &missing.join(", "), &look));
    }
    if plan.partner.is_none() && !has(&Column::Partner) {
        return Err(ImportError::NoPartner(source.name.to_string()));
    }
    let of_kind = |it: Column| match kind {
        RowKind::Contacts => it.of_contacts() && !is_piece(it),
        RowKind::Events => it.of_events(),
    };
    let places: Vec<(Column, usize)> = look
        .titles
        .iter()
        .enumerate()
        .filter_map(|(place, title)| Some((title.parse::<Column>().ok().filter(|it| of_kind(*it))?, place)))
        .collect();
    let doubled: Vec<&str> = Column::ALL
        .iter()
        .filter(|column| places.iter().filter(|it| it.0 == **column).count() > 1)
        .map(|it| it.name())
        .collect();
    if !doubled.is_empty() {
        let (file, columns) = (source.name.to_string(), doubled.join(", "));
        return Err(ImportError::DoubledColumns { file, columns });
    }
    let columns = look
        .titles
        .iter()
        .enumerate()
        .map(|(place, title)| Guessed {
            title: title.clone(),
            meaning: places.iter().find(|it| it.1 == place).map(|it| it.0),
            confidence: 1.0,
            examples: Vec::new(),
            dates: None,
        })
        .collect();
    let spec = Spec::canonical(plan.partner.clone(), Zone::named(PARIS)?);
    let layout = layout_of(&look, kind, places, false);
    let said = unused(source, &look, &layout).into_iter().collect();
    Ok(Prepared {
        preset: Preset::Canonical,
        look,
        spec,
        layout,
        columns,
        mapping: Mapping { preset: Some(Preset::Canonical), ..Mapping::default() },
        ambiguities: Vec::new(),
        missing: Vec::new(),
        said,
    })
}

/// Columns that canonical rows are not put together from.
const fn is_piece(column: Column) -> bool {
    matches!(column, Column::StartedTime | Column::EndedAt | Column::EndedTime | Column::AnsweredAt)
}

fn prepare_guessed(
    source: &Source,
    look: Look,
    given: &Mapping,
    plan: &ImportPlan,
) -> Result<Prepared, ImportError> {
    let Guess { kind, columns, ambiguities, mut mapping } = guess(source, &look, given)?;
    mapping.preset.get_or_insert(Preset::Csv);
    let mut spec = mapping.spec(kind, plan.partner.clone())?;
    let mut places = Vec::new();
    for (column, from) in mapping.of(kind) {
        let Some(title) = from.title() else { continue };
        let place = place_of(&look, title).ok_or_else(|| missing_columns(source, title, &look))?;
        places.push((*column, place));
    }
    let told = |column: Column| mapping.of(kind).contains_key(&column);
    let required: &[Column] = match kind {
        RowKind::Contacts => &[Column::StartedAt, Column::Channel],
        RowKind::Events => &[Column::Request, Column::OccurredAt, Column::Status],
    };
    let missing: Vec<Column> = required.iter().copied().filter(|it| !told(*it)).collect();
    if plan.partner.is_none() && !told(Column::Partner) {
        return Err(ImportError::NoPartner(source.name.to_string()));
    }
    let say = |key| Message::new(&WORDS, key).with("file", source.name.as_ref());
    let mut said = Vec::new();
    if kind == RowKind::Contacts {
        if !told(Column::Direction) {
            spec.set_constant(Column::Direction, "inbound");
            said.push(say("all-inbound"));
        }
        if !told(Column::Reason) {
            spec.set_constant(Column::Reason, NO_REASON);
            said.push(say("no-reason").with("reason", NO_REASON));
        } else if spec.rule(Column::Reason).is_none() {
            spec.set_constant(Column::Reason, NO_REASON);
        }
        if !told(Column::Usager) {
            said.push(say("no-usager"));
        }
        for column in [Column::WaitS, Column::DurationS] {
            let unit = spec.units[column.index()];
            if unit != Unit::S {
                said.push(say("unit-read").with("column", spec.name(column)).with("unit", unit.name()));
            }
        }
    } else if !told(Column::Usager) {
        // Nobody is named: one usager a request.
        if let Some(place) = places.iter().find(|it| it.0 == Column::Request).map(|it| it.1) {
            places.push((Column::Usager, place));
        }
    }
    let find = |title: &str| place_of(&look, title).ok_or_else(|| missing_columns(source, title, &look));
    let mut layout = layout_of(&look, kind, places, true);
    for (column, from) in mapping.of(kind) {
        if let Some(title) = From::outbound(from) {
            layout.outbound.push((*column, find(title)?));
        }
    }
    if kind == RowKind::Contacts {
        layout.join = mapping.join.iter().map(|it| find(it)).collect::<Result<_, _>>()?;
    }
    said.extend(unused(source, &look, &layout));
    mapping.read.separator.get_or_insert(char::from(look.dialect.separator));
    mapping.read.encoding.get_or_insert_with(|| look.encoding.name().to_ascii_lowercase());
    mapping.read.header.get_or_insert(look.header);
    Ok(Prepared { preset: Preset::Csv, look, spec, layout, columns, mapping, ambiguities, missing, said })
}

fn layout_of(look: &Look, kind: RowKind, places: Vec<(Column, usize)>, trims: bool) -> Layout {
    Layout {
        dialect: look.dialect,
        encoding: look.encoding,
        header_lines: look.header_lines,
        width: look.titles.len(),
        kind,
        places,
        outbound: Vec::new(),
        join: Vec::new(),
        trims,
    }
}

/// The field of a title: as it stands, else as it sounds, else by its number.
fn place_of(look: &Look, title: &str) -> Option<usize> {
    let same = look.titles.iter().position(|it| it == title);
    let alike = || {
        let wanted = plain(title);
        look.titles.iter().position(|it| !wanted.is_empty() && plain(it) == wanted)
    };
    let numbered =
        || title.parse::<usize>().ok().filter(|it| (1..=look.titles.len()).contains(it)).map(|it| it - 1);
    same.or_else(alike).or_else(numbered)
}

fn missing_columns(source: &Source, columns: &str, look: &Look) -> ImportError {
    let found: Vec<&str> = look.titles.iter().map(String::as_str).take(40).collect();
    ImportError::MissingColumns {
        file: source.name.to_string(),
        columns: columns.to_owned(),
        found: found.join(", ").chars().take(1_000).collect(),
    }
}

/// Says which columns are not imported.
fn unused(source: &Source, look: &Look, layout: &Layout) -> Option<Message> {
    let used = |place: usize| {
        layout.places.iter().chain(&layout.outbound).any(|it| it.1 == place) || layout.join.contains(&place)
    };
    let left: Vec<&str> = look
        .titles
        .iter()
        .enumerate()
        .filter(|(place, title)| !used(*place) && !TECHNICAL.contains(&title.as_str()))
        .map(|it| it.1.as_str())
        .take(40)
        .collect();
    (!left.is_empty()).then(|| {
        let columns: String = left.join(", ").chars().take(1_000).collect();
        Message::new(&WORDS, "columns-unused").with("file", source.name.as_ref()).with("columns", columns)
    })
}
