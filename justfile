# The same front door for those whose hands say `just`: every recipe is the Makefile's target of that name.
site := env_var_or_default("SITE", "home")
env := env_var_or_default("ENV", "k3s-single")

# List the targets
default:
    @make --no-print-directory help

# Run a target of the Makefile: `just make plan`
make target:
    @make --no-print-directory {{target}} SITE={{site}} ENV={{env}}

alias m := make

deps: (make "deps")
test: (make "test")
rehearse: (make "rehearse")
preflight: (make "preflight")
runway: (make "runway")
host: (make "host")
synth: (make "synth")
plan: (make "plan")
tf-apply: (make "tf-apply")
tf-destroy: (make "tf-destroy")
output: (make "output")
images: (make "images")
promote: (make "promote")
trace: (make "trace")
adopt: (make "adopt")
ids: (make "ids")
network: (make "network")
publish: (make "publish")
acceptance: (make "acceptance")
