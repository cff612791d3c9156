export default ['./packages/adonis-welcome-back/server/commands/SessionsSweep']
