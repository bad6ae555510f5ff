// Runs in the player's page: `escape(controlPlane)` tries to get out. Answers 'reached' or the name of the error, for each way out, and the cookies.
globalThis.escape = async (controlPlane) => {
  const tried = async (work) => {
    try {
      await work();
      return 'reached';
    } catch (error) {
      return error.name;
    }
  };
  // Later, since what a test itself runs is exempt from the policy.
  const later = (work) => new Promise((resolve) => setTimeout(() => resolve(tried(work))));
  return {
    request: await tried(() => fetch(`${controlPlane}/api/session`, { credentials: 'include', mode: 'no-cors' })),
    // oxlint-disable-next-line no-implied-eval
    code: await later(() => new Function('return 1')()),
    cookies: document.cookie,
  };
};
