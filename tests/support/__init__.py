"""What tests stand on: real parts on this machine, which can be made to fail.

workshop.py   a cache and a studio without the command line;  paid.py  a provider that counts its calls
vendors/      servers that speak vendors' protocols: together.py  all of them;  shop.py  a project that buys of one
stores.py     a store of each type of target;  supabase.py, postgrest.py, resumable.py  Supabase;  faults.py  a proxy
              before a store that has it fail
team.py       machines that share a cache;  web.py  a web server whose faults are real;  disks.py  disks that fill up
crash.py, steps.py, held.py  runs that are killed or held at any moment;  terminal.py  a command on a real terminal
encode.py, sounds.py, segments.py  media to work on;  listen.py  what is heard;  films.py, styles.py  of styles
running.py    a server in a thread;  documented.py  what docs/json.md promises
"""
