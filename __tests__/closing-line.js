/** Names every skipped test and ends with the one line that a machine reads. */
export default class ClosingLine {
  onRunComplete(_contexts, results) {
    const skipped = results.testResults.flatMap((file) =>
      file.testResults.filter((test) => test.status === "pending" || test.status === "todo"),
    );
    for (const test of skipped) process.stdout.write(`skipped: ${test.fullName}\n`);
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    this.#line = `${results.numPassedTests} passed, ${failed} failed, ${skipped.length} skipped\n`;
    // jest prints its own summary to stderr after the reporters; ours has to be the last line of all.
    process.on("exit", () => process.stdout.write(this.#line));
  }

  #line = "";
}
