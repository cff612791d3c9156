export default ['SessionsEnd', 'SessionsSweep'].map(
  (name) => `./packages/adonis-welcome-back/server/commands/${name}`,
)
