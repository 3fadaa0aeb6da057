"""What the service keeps: a database, encrypted files, and the rules of when they go.

Everything that belongs to somebody carries its owner (``session:…`` or ``shop:…``); every look-up
names the owner, so that nobody reaches what is another's. Pictures, bodies, job requests and
webhooks are sealed with AES-256-GCM before they touch a disk.
"""
