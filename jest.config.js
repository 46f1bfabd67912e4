/** Tests run as native ES modules; swc strips the types. */
export default {
  testEnvironment: "node",
  roots: ["<rootDir>/__tests__", "<rootDir>/simulator/__tests__"],
  testMatch: ["**/*.test.ts"],
  extensionsToTreatAsEsm: [".ts"],
  transform: {
    "^.+\\.ts$": [
      "@swc/jest",
      { jsc: { parser: { syntax: "typescript" }, target: "es2022" }, module: { type: "es6" } },
    ],
  },
  reporters: ["default", "<rootDir>/__tests__/closing-line.js"],
  maxWorkers: 2,
  // Ends what hangs. Beside others a start of the program takes ten times what it takes alone.
  testTimeout: 120_000,
};
