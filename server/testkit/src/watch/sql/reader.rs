//! Walks through a statement: finds its tables, and what holds each.

use std::ops::ControlFlow;

use sqlparser::ast::{
    BinaryOperator, Expr, FromTable, InTarget, Join, JoinConstraint, JoinOperator, Query, Select, SelectItem, SetExpr,
    Statement, TableFactor, TableObject, TableWithJoins, UnaryOperator, Visit, Visitor,
};

use super::{Added, Means, Mention, Pin, is_never, pairs, place, plain};

/// The tables of a query by the names it has for them, inside those of the query around it.
struct Names<'a> {
    own: Vec<(String, usize)>,
    around: Option<&'a Self>,
}

/// How much a condition says: of every table, or only of those from one on.
#[derive(Clone, Copy)]
struct Force {
    from: usize,
}

/// What was found so far.
pub(super) struct Reader {
    means: Means,
    pub(super) mentions: Vec<Mention>,
    pub(super) added: Option<Added>,
    /// The second is held by what holds the first.
    inherits: Vec<(usize, usize)>,
}

/// Finds the queries right inside an expression.
#[derive(Default)]
struct Inside {
    depth: usize,
    found: Vec<Query>,
}

impl Visitor for Inside {
    type Break = ();

    fn pre_visit_query(&mut self, query: &Query) -> ControlFlow<()> {
        if self.depth == 0 {
            self.found.push(query.clone());
        }
        self.depth += 1;
        ControlFlow::Continue(())
    }

    fn post_visit_query(&mut self, _: &Query) -> ControlFlow<()> {
        self.depth -= 1;
        ControlFlow::Continue(())
    }
}

impl Reader {
    /// Nothing found yet.
    pub(super) const fn new(means: Means) -> Self {
        Self { means, mentions: Vec::new(), added: None, inherits: Vec::new() }
    }

    /// Walks through a statement.
    pub(super) fn statement(&mut self, statement: &Statement) {
        match statement {
            Statement::Query(query) => drop(self.query(query, None, Force { from: 0 })),
            Statement::Insert(insert) => {
                let TableObject::TableName(name) = &insert.table else { return };
                let columns = insert.columns.iter().map(plain).collect();
                let mut added = Added { table: plain(name), columns, rows: Vec::new() };
                match insert.source.as_ref().map(|source| (&*source.body, source)) {
                    Some((SetExpr::Values(values), _)) => {
                        let value = |expr: &Expr| place(expr);
                        added.rows = values.rows.iter().map(|row| row.content.iter().map(value).collect()).collect();
                    }
                    Some((_, query)) => drop(self.query(query, None, Force { from: 0 })),
                    None => {}
                }
                self.added = Some(added);
            }
            Statement::Update(update) => {
                let mut names = Names { own: Vec::new(), around: None };
                self.tables(&update.table, &mut names);
                for assignment in &update.assignments {
                    self.inner(&assignment.value, &names);
                }
                if let Some(selection) = &update.selection {
                    self.condition(selection, &names, Force { from: 0 });
                }
            }
            Statement::Delete(delete) => {
                let (FromTable::WithFromKeyword(from) | FromTable::WithoutKeyword(from)) = &delete.from;
                let mut names = Names { own: Vec::new(), around: None };
                from.iter().for_each(|tables| self.tables(tables, &mut names));
                if let Some(selection) = &delete.selection {
                    self.condition(selection, &names, Force { from: 0 });
                }
            }
            _ => {}
        }
    }

    /// Reads a query; answers the column that it selects, if it is one of a table.
    fn query(&mut self, query: &Query, around: Option<&Names<'_>>, force: Force) -> Option<(usize, String)> {
        if let Some(with) = &query.with {
            for table in &with.cte_tables {
                self.query(&table.query, around, Force { from: self.mentions.len() });
            }
        }
        match &*query.body {
            SetExpr::Select(select) => self.select(select, around, force),
            SetExpr::Query(query) => self.query(query, around, force),
            SetExpr::SetOperation { left, right, .. } => {
                for side in [left, right] {
                    let alone = Force { from: self.mentions.len() };
                    if let SetExpr::Select(select) = &**side {
                        self.select(select, around, alone);
                    }
                }
                None
            }
            _ => None,
        }
    }

    fn select(&mut self, select: &Select, around: Option<&Names<'_>>, force: Force) -> Option<(usize, String)> {
        let first = self.mentions.len();
        let mut names = Names { own: Vec::new(), around };
        select.from.iter().for_each(|tables| self.tables(tables, &mut names));
        let mut chosen = None;
        for item in &select.projection {
            if let SelectItem::UnnamedExpr(expr) | SelectItem::ExprWithAlias { expr, .. } = item {
                chosen = chosen.or_else(|| self.column(expr, &names));
                self.inner(expr, &names);
            }
        }
        if let Some(selection) = &select.selection {
            self.condition(selection, &names, force);
            let (never, pairs) = (is_never(selection), pairs(selection));
            for mention in self.mentions.iter_mut().skip(first) {
                mention.nothing |= never;
                mention.if_equal.extend_from_slice(&pairs);
            }
        }
        if let Some(having) = &select.having {
            self.inner(having, &names);
        }
        chosen
    }

    fn tables(&mut self, tables: &TableWithJoins, names: &mut Names<'_>) {
        self.table(&tables.relation, names);
        for Join { relation, join_operator, .. } in &tables.joins {
            let joined = self.mentions.len();
            self.table(relation, names);
            let (constraint, force) = match join_operator {
                JoinOperator::Join(on) | JoinOperator::Inner(on) => (on, Force { from: 0 }),
                JoinOperator::Left(on) | JoinOperator::LeftOuter(on) => (on, Force { from: joined }),
                _ => continue,
            };
            if let JoinConstraint::On(on) = constraint {
                self.condition(on, names, force);
            }
        }
    }

    fn table(&mut self, factor: &TableFactor, names: &mut Names<'_>) {
        match factor {
            TableFactor::Table { name, alias, .. } => {
                let table = plain(name);
                let called = alias.as_ref().map_or_else(|| table.clone(), |alias| alias.name.value.clone());
                names.own.push((called, self.mentions.len()));
                self.mentions.push(Mention { table, ..Mention::default() });
            }
            TableFactor::Derived { subquery, .. } => {
                self.query(subquery, None, Force { from: self.mentions.len() });
            }
            _ => {}
        }
    }

    /// The queries inside an expression that says nothing of the rows.
    fn inner(&mut self, expr: &Expr, names: &Names<'_>) {
        let mut inside = Inside::default();
        let _ = expr.visit(&mut inside);
        for query in inside.found {
            self.query(&query, Some(names), Force { from: self.mentions.len() });
        }
    }

    fn condition(&mut self, expr: &Expr, names: &Names<'_>, force: Force) {
        match expr {
            Expr::Nested(expr) => self.condition(expr, names, force),
            Expr::BinaryOp { left, op: BinaryOperator::And, right } => {
                self.condition(left, names, force);
                self.condition(right, names, force);
            }
            Expr::BinaryOp { left, op: BinaryOperator::Or, right } => self.either(left, right, names, force),
            Expr::BinaryOp { left, op: BinaryOperator::Eq, right } => self.equal(left, right, names, force),
            Expr::In { expr, target: InTarget::List(list), negated: false, .. } => {
                let values: Option<Vec<usize>> = list.iter().map(place).collect();
                match (self.column(expr, names), values) {
                    (Some(column), Some(values)) => self.pin(column, values, force),
                    _ => list.iter().for_each(|expr| self.inner(expr, names)),
                }
            }
            Expr::In { expr, target: InTarget::Subquery(query), negated, .. } => {
                let inside = self.mentions.len();
                let own = if *negated { Force { from: inside } } else { force };
                let chosen = self.query(query, Some(names), own);
                if let (Some(inner), Some(outer)) = (chosen, self.column(expr, names))
                    && self.same(&inner, &outer)
                {
                    // The same as to ask whether there is one inside that equals the one outside.
                    self.inherits.push((outer.0, inner.0));
                    if !negated && outer.0 >= force.from {
                        self.inherits.push((inner.0, outer.0));
                    }
                }
            }
            Expr::Exists { subquery, negated: false } => drop(self.query(subquery, Some(names), force)),
            Expr::Exists { subquery, negated: true } => {
                self.query(subquery, Some(names), Force { from: self.mentions.len() });
            }
            Expr::UnaryOp { op: UnaryOperator::Not, expr } => self.inner(expr, names),
            other => self.inner(other, names),
        }
    }

    /// One of two: it holds what each way holds.
    fn either(&mut self, left: &Expr, right: &Expr, names: &Names<'_>, force: Force) {
        let known = self.mentions.len();
        let before: Vec<Vec<Pin>> = self.mentions.iter().map(|mention| mention.pins.clone()).collect();
        let mut ways = Vec::new();
        for way in [left, right] {
            for (mention, pins) in self.mentions.iter_mut().zip(&before) {
                mention.pins.clone_from(pins);
            }
            let inherits = self.inherits.len();
            self.condition(way, names, force);
            // What one way compares is not so in the other.
            let kept: Vec<_> = self.inherits.drain(inherits..).filter(|(_, to)| *to >= known).collect();
            self.inherits.extend(kept);
            if !is_never(way) {
                ways.push(self.mentions.iter().take(known).map(|m| m.pins.clone()).collect::<Vec<_>>());
            }
        }
        for (at, pins) in before.into_iter().enumerate() {
            let held = ways.iter().all(|way| way[at].len() > pins.len());
            let all: Vec<Pin> = ways.iter().flat_map(|way| way[at][pins.len()..].to_vec()).collect();
            self.mentions[at].pins = pins;
            if held {
                self.mentions[at].pins.extend(all);
            }
        }
    }

    fn equal(&mut self, left: &Expr, right: &Expr, names: &Names<'_>, force: Force) {
        let (one, other) = (self.column(left, names), self.column(right, names));
        match (one, other, place(left), place(right)) {
            (Some(column), None, None, Some(value)) | (None, Some(column), Some(value), None) => {
                self.pin(column, vec![value], force);
            }
            (Some(one), Some(other), ..) if self.same(&one, &other) => {
                for (from, to) in [(one.0, other.0), (other.0, one.0)] {
                    if to >= force.from {
                        self.inherits.push((from, to));
                    }
                }
            }
            _ => {
                self.inner(left, names);
                self.inner(right, names);
            }
        }
    }

    fn pin(&mut self, (at, column): (usize, String), values: Vec<usize>, force: Force) {
        let mention = &mut self.mentions[at];
        if at >= force.from && (self.means)(&mention.table, &column).is_some() {
            mention.pins.push(Pin { column: (mention.table.clone(), column), values });
        }
    }

    /// Whether two columns name the same thing.
    fn same(&self, one: &(usize, String), other: &(usize, String)) -> bool {
        let meant = |(at, column): &(usize, String)| (self.means)(&self.mentions[*at].table, column);
        meant(one).is_some_and(|meaning| meant(other) == Some(meaning))
    }

    fn column(&self, expr: &Expr, names: &Names<'_>) -> Option<(usize, String)> {
        match expr {
            Expr::Nested(expr) => self.column(expr, names),
            Expr::Identifier(column) => match names.own.as_slice() {
                [(_, at)] => Some((*at, column.value.clone())),
                _ => None,
            },
            Expr::CompoundIdentifier(parts) => {
                let [.., table, column] = parts.as_slice() else { return None };
                let mut around = Some(names);
                while let Some(names) = around {
                    if let Some((_, at)) = names.own.iter().find(|(called, _)| *called == table.value) {
                        return Some((*at, column.value.clone()));
                    }
                    around = names.around;
                }
                None
            }
            _ => None,
        }
    }

    /// Lets what holds one table hold those that are compared with it.
    pub(super) fn spread(&mut self) {
        loop {
            let mut changed = false;
            for (from, to) in self.inherits.clone() {
                let (pins, nothing) = (self.mentions[from].pins.clone(), self.mentions[from].nothing);
                let held = &mut self.mentions[to];
                for pin in pins {
                    if !held.pins.contains(&pin) {
                        held.pins.push(pin);
                        changed = true;
                    }
                }
                changed |= nothing && !held.nothing;
                held.nothing |= nothing;
            }
            if !changed {
                return;
            }
        }
    }
}
