/** What a program of the user's may see of our environment: names that are needed, never a secret that stands beside them. */

const NEEDED = /^(?:PATH|HOME|LANG|LC_[A-Z]+|TZ|TMPDIR)$/;

/** The variables of `environment` that a command or a hook is started with. */
export function programEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => NEEDED.test(name)));
}
