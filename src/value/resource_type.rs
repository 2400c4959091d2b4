//! Resource types: which of them are Azure resources and which are rows about one.
