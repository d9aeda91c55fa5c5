"""`kiosk release`, `update`, `rollback`: a new version with proof, beside the running one, and back again."""
