//! Companies of one group, as the database finds them: by the group that each names, and by one that it says it has left
//! until a steward has looked.

use domain::id::OrganisationId;
use sea_orm::Condition;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Query, SelectStatement};

use super::row;

/// The keys of these organisations, and of all that share a group with one of them.
pub(crate) fn with_groups(of: &SelectStatement) -> SelectStatement {
    let groups = |column: row::Column| {
        Query::select()
            .column(column)
            .from(row::Entity)
            .cond_where(Condition::all().add(row::Column::Id.in_subquery(of.clone())).add(column.ne("")))
            .to_owned()
    };
    let shares = Condition::any()
        .add(row::Column::Id.in_subquery(of.clone()))
        .add(row::Column::GroupKey.in_subquery(groups(row::Column::GroupKey)))
        .add(row::Column::GroupKey.in_subquery(groups(row::Column::LeftGroupKey)))
        .add(row::Column::LeftGroupKey.in_subquery(groups(row::Column::GroupKey)))
        .add(row::Column::LeftGroupKey.in_subquery(groups(row::Column::LeftGroupKey)));
    Query::select().column(row::Column::Id).from(row::Entity).cond_where(shares).to_owned()
}

/// The keys of one organisation and of all that share a group with it.
pub(crate) fn group_of(id: OrganisationId) -> SelectStatement {
    let one = Query::select()
        .column(row::Column::Id)
        .from(row::Entity)
        .cond_where(Condition::all().add(row::Column::Id.eq(id.0)))
        .to_owned();
    with_groups(&one)
}
