/** The migrations of the package, in their order. An app has one migration for each. */
export const migrationNames = ['1_sessions', '2_remembered_devices', '3_session_changes', '4_kept_forms']
