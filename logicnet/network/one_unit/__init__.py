"""What a single unit computes: is it one, and with which weights?"""
