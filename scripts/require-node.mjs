/** Imported first by every script: says in words what an old Node would otherwise fail on in riddles. */
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`a2pd: Expected Node >= 20.19 but received ${process.version}; install a newer Node and try again.`);
  process.exit(1);
}
