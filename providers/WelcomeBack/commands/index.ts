export default ['./providers/WelcomeBack/commands/SessionsSweep']
