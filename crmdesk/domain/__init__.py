"""What a CRM is: kinds, fields, values, changes and their merge. No input or output, no clock."""
